"""Python, the packages that pyproject.toml names, JupyterLab, its widgets and the kernel."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from . import INSTALL, Line, fine, missing

PROJECT = "fix-patterns"
PYPROJECT = Path(__file__).parents[3] / "pyproject.toml"
OLDEST_PYTHON = (3, 11)  # where the course is not installed and cannot say so itself
KERNEL_SECONDS = 60
WIDGETS = ("@jupyter-widgets/jupyterlab-manager", "anywidget")
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?\s*(?:>=\s*([\w.]+))?\s*(?:;\s*(.*))?")


def python() -> Iterator[Line]:
    """The interpreter is new enough."""
    oldest = _version(_metadata("Requires-Python").removeprefix(">=")) or OLDEST_PYTHON
    needed = ".".join(map(str, oldest))
    text = f"{platform.python_version()}, in {sys.prefix}"
    if sys.version_info[: len(oldest)] >= oldest:
        yield fine("Python", text)
    else:
        mend = f"make lab PYTHON=/path/to/python{needed}"
        yield missing("Python", f"{text}; {needed} or later is needed", mend)


def packages() -> Iterator[Line]:
    """Every package that pyproject.toml names for lessons and for JupyterLab."""
    if not _installed(PROJECT):
        yield missing("packages", "the course itself is not installed for this Python", INSTALL)
        return
    needed = list(_needed(_requirements()))
    wrong = [
        f"{name} {version}, and {least} is needed" if (version := _installed(name)) else name
        for name, least in needed
        if not _is_enough(name, least)
    ]
    if wrong:
        for what in wrong:
            yield missing("packages", what, INSTALL)
    else:
        yield fine("packages", f"all {len(needed)} that the course needs")


def jupyterlab() -> Iterator[Line]:
    """JupyterLab itself."""
    version = _installed("jupyterlab")
    if version:
        yield fine("JupyterLab", version)
    else:
        yield missing("JupyterLab", "not installed for this Python", INSTALL)


def widgets() -> Iterator[Line]:
    """What draws the demos in JupyterLab: its parts lie in the folders of its extensions."""
    from jupyter_core.paths import jupyter_config_path, jupyter_path

    places = [Path(folder) for folder in jupyter_path("labextensions")]
    absent = [name for name in WIDGETS if not any((p / name).is_dir() for p in places)]
    disabled = [name for name in WIDGETS if name in _disabled(jupyter_config_path())]
    for name in absent:
        mend = "python -m pip install --force-reinstall ipywidgets jupyterlab_widgets anywidget"
        yield missing("widgets", f"JupyterLab does not find {name}", mend)
    for name in disabled:
        mend = f"jupyter labextension enable {name}"
        yield missing("widgets", f"{name} is switched off in JupyterLab", mend)
    if not absent and not disabled:
        yield fine("widgets", "JupyterLab finds what draws the demos")


def this_kernel() -> Iterator[Line]:
    """The kernel that this runs in."""
    yield fine("kernel", f"this notebook's, ipykernel {_installed('ipykernel') or 'unknown'}")


def kernel() -> Iterator[Line]:
    """The kernel of the lessons starts, and finds the same course as this command."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    mend = "python -m ipykernel install --sys-prefix"
    try:
        spec = KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        yield missing("kernel", "there is none called python3", mend)
        return
    if not shutil.which(spec.argv[0]):
        yield missing("kernel", f"python3 is to start {spec.argv[0]}, which is not there", mend)
        return
    problem = _start_kernel()
    yield missing("kernel", problem, mend) if problem else fine("kernel", "it starts and answers")


CHECKS = (python, packages, jupyterlab, widgets)


def _start_kernel() -> str:
    """Why the kernel does not do, or ""."""
    from jupyter_client.manager import KernelManager

    from ..execute import kernel_connection, quiet_environment

    ours = Path(__file__).parents[2].resolve()
    program = "import course_lib, pathlib; course_lib.Demo; p = pathlib.Path(course_lib.__file__)"
    question = {"where": "str(p.resolve().parent)"}
    with quiet_environment() as environment:
        # A folder of this check's own: the sockets must not depend on the learner's.
        before = os.environ.get("JUPYTER_RUNTIME_DIR")
        os.environ["JUPYTER_RUNTIME_DIR"] = environment["JUPYTER_RUNTIME_DIR"]
        manager = KernelManager(kernel_name="python3", **kernel_connection())
        try:
            manager.start_kernel(env=environment, cwd=environment["COURSE_DESK"])
            client = manager.blocking_client()
            client.start_channels()
            client.wait_for_ready(timeout=KERNEL_SECONDS)
            reply = client.execute(
                program, user_expressions=question, reply=True, timeout=KERNEL_SECONDS
            )
            client.stop_channels()
        except (RuntimeError, TimeoutError, OSError) as error:
            return f"it does not start: {error}"
        finally:
            manager.shutdown_kernel(now=True)
            if before is None:
                del os.environ["JUPYTER_RUNTIME_DIR"]
            else:
                os.environ["JUPYTER_RUNTIME_DIR"] = before
    content = reply["content"]
    if content["status"] != "ok":
        return f"in it, the course cannot be imported: {content['ename']}: {content['evalue']}"
    where = content["user_expressions"]["where"].get("data", {}).get("text/plain", "").strip("'\"")
    return "" if Path(where) == ours else f"it finds another copy of the course, in {where}"


def _metadata(key: str) -> str:
    try:
        return str(metadata.metadata(PROJECT).get(key) or "")
    except metadata.PackageNotFoundError:
        return ""


def _requirements(pyproject: Path = PYPROJECT) -> list[str]:
    """What the course needs, a line a package.

    A checkout may be newer than its installation (after `course update`), so its own
    pyproject.toml comes first; an installed course has its metadata.
    """
    try:
        project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
        if project["name"] == PROJECT:
            return [*project["dependencies"], *project["optional-dependencies"]["lab"]]
    except (OSError, ValueError, LookupError, TypeError):
        pass
    return metadata.requires(PROJECT) or []


def _needed(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Name and lowest version of what lessons and JupyterLab need; no other extra."""
    for line in lines:
        name, least, marker = _REQUIREMENT.match(line).groups()
        extra = re.search(r"extra\s*==\s*['\"]([\w-]+)['\"]", marker or "")
        if name != PROJECT and (extra is None or extra[1] == "lab"):
            yield name, least or ""


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _is_enough(name: str, least: str) -> bool:
    version = _installed(name)
    return bool(version) and _version(version) >= _version(least)


def _version(text: str) -> tuple[int, ...]:
    """The release numbers that a version begins with: "5.10.4rc1" as (5, 10, 4)."""
    match = re.match(r"\d+(\.\d+)*", text.strip())
    return tuple(map(int, match[0].split("."))) if match else ()


def _disabled(folders: list[str]) -> set[str]:
    """The extensions that somebody switched off."""
    off: set[str] = set()
    for folder in folders:
        try:
            page = json.loads((Path(folder) / "labconfig" / "page_config.json").read_text("utf-8"))
            off |= {name for name, value in page["disabledExtensions"].items() if value}
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            continue
    return off
