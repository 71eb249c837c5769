"""What the course itself puts into the browser-only site: its files and its wheel.

`build.py` writes them, and the course's budget measures them, so both speak of the same bytes.
Needs the checkout and hatchling, no network.
"""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from course_lib.authoring import canonical
from course_lib.authoring.copies import copies
from course_lib.authoring.course import Course
from course_lib.bundles.course import build_wheel
from course_lib.bundles.gate import Budget

ROOT = Path(__file__).resolve().parents[2]
LISTING = "all.json"
_COURSE = "course_lib/_course/"
_DATE = (1980, 1, 1, 0, 0, 0)


def write_contents(site: Path) -> None:
    """What a learner finds on the drive: the same files as in a new work/, without outputs.

    They go into `files/` of the site, and a list of each folder into `api/contents/`.
    """
    course = Course(ROOT)
    files = site / "files"
    for copy in copies(course):
        target = files / copy.mine.relative_to(course.work)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = copy.fresh()
        if fresh is None:
            target.write_bytes(copy.shipped.read_bytes())
        else:
            target.write_text(fresh, encoding="utf-8", newline="\n")
    for folder in (files, *(path for path in files.rglob("*") if path.is_dir())):
        inside = folder.relative_to(files)
        listing = site / "api" / "contents" / inside / LISTING
        listing.parent.mkdir(parents=True, exist_ok=True)
        models = [_model(path, files) for path in sorted(folder.iterdir())]
        model = {**_model(folder, files), "format": "json", "content": models}
        listing.write_text(json.dumps(model, sort_keys=True), encoding="utf-8")


def _model(path: Path, root: Path) -> dict[str, Any]:
    """A file or folder as Jupyter's contents API speaks of it.

    See https://jupyter-server.readthedocs.io/en/latest/developers/contents.html.
    """
    since = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    kind = "notebook" if path.suffix == ".ipynb" else "file"
    inside = path.relative_to(root).as_posix()
    return {
        "name": path.name if path != root else "",
        "path": inside if path != root else "",
        "type": "directory" if path.is_dir() else kind,
        "size": None if path.is_dir() else path.stat().st_size,
        "created": since,
        "last_modified": since,
        "content": None,
        "format": None,
        "mimetype": None,
        "writable": True,
    }


def write_wheel(folder: Path) -> Path:
    """The course's wheel without what the drive holds already and without stored outputs.

    What is left of the notebooks are exercises and solutions, which checks and `.solution()` read.
    """
    with tempfile.TemporaryDirectory() as place:
        whole = build_wheel(Path(place))
        if whole is None:
            raise SystemExit("The wheel needs the package hatchling: make lite installs it.")
        with zipfile.ZipFile(whole) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    files = {name: _slim(name, data) for name, data in files.items() if _is_needed(name)}
    record = next(name for name in files if name.endswith(".dist-info/RECORD"))
    files[record] = _record({name: data for name, data in files.items() if name != record}, record)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / whole.name
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return target


def _is_needed(name: str) -> bool:
    return not name.startswith(f"{_COURSE}notebooks/")


def _slim(name: str, data: bytes) -> bytes:
    if not (name.startswith(_COURSE) and name.endswith(".ipynb")):
        return data
    folder, file = name.removeprefix(_COURSE).split("/")
    notebook = canonical.canonical(canonical.read(ROOT / folder / file), with_outputs=False)
    return canonical.to_text(notebook).encode()


def _record(files: dict[str, bytes], own: str) -> bytes:
    """A wheel's list of files: https://packaging.python.org/specifications/recording-installed-packages/."""
    lines = []
    for name, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(data)}")
    return "\n".join([*lines, f"{own},,", ""]).encode()


def budget() -> Budget:
    """The limits and baselines of the whole site, from budget.toml."""
    return Budget.read(Path(__file__).with_name("budget.toml"))


def problems(name: str, size: float) -> list[str]:
    """A sentence for each way in which one measured size breaks the budget of the site."""
    return Budget({name: budget().lines[name]}).sentences({name: size})


def size() -> int:
    """The bytes that the course itself adds to the site, as they lie on a server's disk."""
    with tempfile.TemporaryDirectory(prefix="lite-share-") as place:
        write_contents(Path(place))
        write_wheel(Path(place))
        return size_of(Path(place))


def size_of(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
