"""What the machine itself has to give: a browser, ports, places to write, a fine clock."""

from __future__ import annotations

import shutil
import socket
import tempfile
import time
import webbrowser
from collections.abc import Iterator
from pathlib import Path

from course_lib.progress import progress_path

from ..course import CourseError, find_course
from . import Line, fine, missing, optional

LAB_PORT = 8888  # where JupyterLab begins to look
TEXT_BROWSERS = ("www-browser", "links", "elinks", "lynx", "w3m")
LEAST_SPACE = 50_000_000  # bytes
COARSE = 0.02  # seconds; delays in the lessons are told apart from 0.05 s on
NAPS = 5


def browser() -> Iterator[Line]:
    """A browser that `course lab` can open; one on another machine does as well."""
    try:
        name = webbrowser.get().name
    except webbrowser.Error:
        name = ""
    if name and name not in TEXT_BROWSERS:
        yield fine("browser", f"{Path(name).name} opens JupyterLab")
    else:
        yield optional(
            "browser",
            "none can be opened from here; any browser that reaches this machine will do",
            "course lab --no-open, and open the address that it prints",
        )


def ports() -> Iterator[Line]:
    """JupyterLab, its kernels and the shop of lesson 5 can listen on this machine."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            with socket.create_connection(server.getsockname(), timeout=2):
                pass
    except OSError as error:
        yield missing(
            "ports",
            f"nothing can listen on 127.0.0.1: {error.strerror or error}",
            "the course on a machine, or with a firewall, that allows it",
        )
        return
    with socket.socket() as probe:
        probe.settimeout(2)
        taken = probe.connect_ex(("127.0.0.1", LAB_PORT)) == 0
    more = f"; {LAB_PORT} is in use, so another JupyterLab takes the next one" if taken else ""
    yield fine("ports", f"programs can listen on 127.0.0.1{more}")


def node() -> Iterator[Line]:
    """Node gives lesson 7 the real web-vitals library; without it, recorded visits are replayed."""
    found = shutil.which("node")
    if found and shutil.which("npm"):
        yield fine("Node", found)
    else:
        yield optional("Node", "not found; lesson 7 then works with recorded visits")


def write_access() -> Iterator[Line]:
    """The learner's copies and the progress file can be written."""
    places = {"progress": progress_path().absolute().parent}
    try:
        course = find_course()
        places["work"] = course.work
    except CourseError:
        pass  # an installed library without a checkout has no copies to write
    for name, folder in sorted(places.items(), reverse=True):
        problem = _why_not(folder)
        if problem and name == "work":
            mend = "make lab in a copy of the course that belongs to you"
            yield missing("write access", f"{folder}: {problem}", mend)
        elif problem:
            mend = "export COURSE_PROGRESS=/a/file/that/you/can/write.json"
            yield missing("write access", f"{folder}: {problem}", mend)
        else:
            yield fine("write access", f"{name}, in {folder}")


def clock() -> Iterator[Line]:
    """How finely the clock ticks, and how late a short sleep wakes up."""
    resolution = time.get_clock_info("monotonic").resolution
    late = []
    for _ in range(NAPS):
        start = time.perf_counter()
        time.sleep(0.001)
        late.append(time.perf_counter() - start - 0.001)
    text = f"ticks every {resolution * 1000:.6g} ms; a sleep of 1 ms wakes {_ms(late)} late"
    if resolution <= COARSE:
        yield fine("clock", text)
    else:
        yield optional("clock", f"{text}; live timelines are coarse, checks are exact all the same")


CHECKS = (browser, ports, node, write_access, clock)


def _ms(values: list[float]) -> str:
    return f"{max(sorted(values)[len(values) // 2], 0) * 1000:.1f} ms"


def _why_not(folder: Path) -> str:
    """Why nothing can be kept in a folder that may not be there yet, or ""."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".course-") as file:
            file.write(b"x" * 4096)
            file.flush()
    except OSError as error:
        return error.strerror or str(error)
    free = shutil.disk_usage(folder).free
    return "" if free >= LEAST_SPACE else f"only {free // 1_000_000} MB are free there"
