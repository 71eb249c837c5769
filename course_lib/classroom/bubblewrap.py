"""What the sandboxes of the classroom share: command lines for bubblewrap.

See bwrap(1), https://github.com/containers/bubblewrap.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

from course_lib.exercises.material import course_root

COURSE = "/course"  # where the library and the notebooks are, inside
PROBE_SECONDS = 20.0
ADVICE = "Install bubblewrap (on Debian: apt install bubblewrap), or add --trust"


def missing(probe: Sequence[str], advice: str) -> str:
    """Why there is no sandbox here, as a sentence; "" where the command line `probe` works.

    `advice` is the last sentence.
    """
    if not sys.platform.startswith("linux"):
        return f"There is no sandbox on this system. {advice}"
    if shutil.which("bwrap") is None:
        return f"The command bwrap was not found, so there is no sandbox. {advice}"
    try:
        tried = subprocess.run(
            probe, capture_output=True, text=True, timeout=PROBE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"The sandbox does not start ({type(error).__name__}). {advice}"
    if tried.returncode:
        said = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
        return f"The sandbox does not work here: {said}. {advice}"
    return ""


def system() -> Iterator[str]:
    """Arguments: the system's programs and libraries; nothing of /etc, /home, /var or /run."""
    yield from ("--ro-bind", "/usr", "/usr")
    for name in ("lib", "lib32", "lib64", "bin"):
        place = Path("/", name)
        if place.is_symlink():
            yield from ("--symlink", os.readlink(place), f"/{name}")
        elif place.is_dir():
            yield from ("--ro-bind", str(place), f"/{name}")
    yield from ("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache")


def python_and_library() -> Iterator[tuple[str, str]]:
    """Pairs (inside, outside): Python with its packages, and the library in COURSE."""
    yield from ((place, place) for place in _python())
    package = Path(__file__).resolve().parents[1]
    for part in sorted(package.iterdir()):
        if part.name not in ("_course", "__pycache__"):
            yield f"{COURSE}/course_lib/{part.name}", str(part)


def course_folders(*names: str) -> Iterator[tuple[str, str]]:
    """Pairs (inside, outside): those folders of the course that are there."""
    root = course_root()
    for name in names:
        if root is not None and (root / name).is_dir():
            yield f"{COURSE}/{name}", str(root / name)


def read_only(places: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Arguments that show each outside place inside, where nobody can write to it."""
    folders = {str(above) for inside, _ in places for above in Path(inside).parents}
    for folder in sorted(folders - {"/"}):
        yield from open_folder(folder)
    for inside, outside in places:
        yield from ("--ro-bind", outside, inside)


def open_folder(folder: str) -> list[str]:
    """Arguments: a folder that everybody may look into; bwrap makes them for their owner alone."""
    return ["--perms", "0755", "--dir", folder]


def temporary(folder: str, size: int) -> list[str]:
    """Arguments: an empty folder in memory, `size` bytes at most, for everybody."""
    return ["--perms", "1777", "--size", str(size), "--tmpfs", folder]


def _python() -> list[str]:
    """Where this Python and its packages are, the outermost folders only, without /usr."""
    found = {sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()}
    found.add(str(Path(sys.executable).resolve().parents[1]))
    places = sorted({Path(path) for path in found if Path(path).is_dir()})
    kept: list[Path] = []
    for place in places:
        if not any(place.is_relative_to(above) for above in (Path("/usr"), *kept)):
            kept.append(place)
    return [str(place) for place in kept]
