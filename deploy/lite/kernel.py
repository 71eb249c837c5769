"""Python in the browser: Pyodide, the wheels that its kernel loads, and the list (lock) of them.

Pyodide's own list names every package that it knows, by files that lie on its makers' servers.
What the course needs lies in the site instead, so that a lesson opens without the network.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

# Also in the kernel's wheel, as stand-ins: what they stand for has no place in a browser.
_OF_THE_KERNEL = ("piplite", "pyodide_kernel", "ipykernel", "widgetsnbextension-4")
_RUNTIME = (
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "pyodide.mjs",
    "python_stdlib.zip",
)

Lock = dict[str, Any]


def normal(name: str) -> str:
    """A package's name as every list may spell it: https://peps.python.org/pep-0503/."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_wanted(file: Path) -> dict[str, str]:
    """Name to version of a list of packages; "" where it leaves the version to Pyodide's list."""
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    parts = (line.partition("==") for line in lines if line and not line.startswith("#"))
    return {normal(name): version for name, _, version in parts}


def read_lock(file: Path) -> Lock:
    """Pyodide's list, with names that can be compared."""
    lock = json.loads(file.read_text(encoding="utf-8"))
    lock["packages"] = {normal(name): entry for name, entry in lock["packages"].items()}
    for entry in lock["packages"].values():
        entry["depends"] = [normal(name) for name in entry["depends"]]
    return lock


def with_dependencies(lock: Lock, wanted: dict[str, str]) -> dict[str, str]:
    """`wanted`, and what these need by Pyodide's list, each with its version, sorted.

    Raises KeyError for a name without a version that the list does not know.
    """
    found: dict[str, str] = {}
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        if version := wanted.get(name, ""):
            found[name] = version
        else:
            found[name] = lock["packages"][name]["version"]
            waiting += lock["packages"][name]["depends"]
    return dict(sorted(found.items()))


def download(python: Path, wanted: list[str], lock: Lock, folder: Path) -> list[str]:
    """The command that fetches the wheels of `wanted`: for Pyodide's Python, on any machine."""
    version = lock["info"]["python"].rpartition(".")[0]
    anywhere = ("--implementation", "py", "--abi", "none", "--platform", "any")
    return [
        *(str(python), "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--only-binary=:all:", "--python-version", version, *anywhere),
        *("--dest", str(folder), *wanted),
    ]


def wheels_of_the_kernel(extension: Path) -> list[Path]:
    """The kernel's own wheels, which travel in its extension for JupyterLab."""
    place = extension / "static" / "pypi"
    return [next(place.glob(f"{name}*.whl")) for name in _OF_THE_KERNEL]


def put_together(
    pyodide: Path, wheels: list[Path], lock: Lock, elsewhere: str, folder: Path
) -> list[str]:
    """Write the runtime, the wheels and the list of both into `folder`.

    Packages that are not among `wheels` are looked for below the address `elsewhere`. Returns the
    names that a kernel loads at its start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in _RUNTIME:
        shutil.copyfile(pyodide / name, folder / name)
    for entry in lock["packages"].values():
        entry["file_name"] = f"{elsewhere}/{entry['file_name']}"
    names = []
    for wheel in wheels:
        shutil.copyfile(wheel, folder / wheel.name)
        name, version = wheel.name.split("-")[:2]
        names.append(normal(name))
        lock["packages"][names[-1]] = _entry(
            lock["packages"].get(names[-1]), name, version, folder / wheel.name
        )
    text = json.dumps(lock, sort_keys=True, separators=(",", ":"))
    (folder / "pyodide-lock.json").write_text(text, encoding="utf-8")
    return sorted(names)


def _entry(known: dict[str, Any] | None, name: str, version: str, wheel: Path) -> dict[str, Any]:
    # Pyodide's makers build wheels of their own, so a wheel of the index has another digest.
    # What their list does not know has no `depends`: all of it is loaded at the start anyway.
    new = {"name": normal(name), "imports": [], "depends": [], "package_type": "package"}
    return {
        **(known or new),
        "version": version,
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "unvendored_tests": False,
    }
