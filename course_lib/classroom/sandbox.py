"""A sandbox for programs that nobody has read: bubblewrap, where the system has it.

No network, no processes but its own, no files but Python, the library and what ships, all
read-only; nothing of the environment. See bwrap(1), https://github.com/containers/bubblewrap.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from course_lib.exercises.material import course_root

COURSE = "/course"  # where the library and what ships are, inside
ANSWER = "/answer/notebook.ipynb"
SCRATCH = 64 * 1024 * 1024  # bytes of temporary files
SHARED = 1024 * 1024  # bytes of shared memory
PROBE_SECONDS = 20.0
ADVICE = (
    "Install bubblewrap (on Debian: apt install bubblewrap), "
    "or add --trust if you have read the notebooks: they then run as programs of yours."
)


@lru_cache(maxsize=1)
def missing() -> str:
    """Why there is no sandbox here, as a sentence; "" where there is one that works."""
    if not sys.platform.startswith("linux"):
        return f"There is no sandbox on this system. {ADVICE}"
    if shutil.which("bwrap") is None:
        return f"The command bwrap was not found, so there is no sandbox. {ADVICE}"
    try:
        tried = subprocess.run(
            command(["-c", "import course_lib"]),
            capture_output=True,
            text=True,
            timeout=PROBE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"The sandbox does not start ({type(error).__name__}). {ADVICE}"
    if tried.returncode:
        said = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
        return f"The sandbox does not work here: {said}. {ADVICE}"
    return ""


def command(program: Sequence[str], answer: int | None = None) -> list[str]:
    """The command line that runs Python with `program` in a sandbox.

    `answer` is an open file whose bytes become the notebook inside: a copy, so that neither its
    owner, nor its mode, nor a link in its place matters.
    """
    line = ["bwrap", "--die-with-parent", "--new-session", "--clearenv", "--hostname", "sandbox"]
    line += ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    line += ["--unshare-cgroup-try", *_rights()]
    for folder in _system():
        line += folder
    # Before what is bound: an environment may lie below /tmp, and must not be covered.
    line += ["--perms", "1777", "--size", str(SCRATCH), "--tmpfs", "/tmp", "--chdir", "/tmp"]
    binds = [(place, place) for place in _python()]
    binds += [(inside, str(outside)) for inside, outside in _course()]
    for folder in sorted({str(above) for inside, _ in binds for above in Path(inside).parents}):
        if folder != "/":  # bwrap would make them for their owner alone
            line += ["--perms", "0755", "--dir", folder]
    for inside, outside in binds:
        line += ["--ro-bind", outside, inside]
    if answer is not None:
        line += ["--perms", "0444", "--ro-bind-data", str(answer), ANSWER]
    line += ["--proc", "/proc", "--dev", "/dev"]
    line += ["--perms", "1777", "--size", str(SHARED), "--tmpfs", "/dev/shm"]
    line += ["--remount-ro", "/dev", "--remount-ro", "/"]
    for name, value in _environment().items():
        line += ["--setenv", name, value]
    return [*line, sys.executable, "-s", "-P", *program]


def _rights() -> list[str]:
    """Root keeps just enough to become somebody with no rights: see `inside.give_up_rights`."""
    if os.geteuid() == 0:
        # No user namespace: in one, root's processes could not be counted and limited.
        return ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return ["--unshare-user", "--cap-drop", "ALL"]


def _system() -> Iterator[list[str]]:
    """The system's programs and libraries; nothing of /etc, /home, /var or /run."""
    yield ["--ro-bind", "/usr", "/usr"]
    for name in ("lib", "lib32", "lib64", "bin"):
        place = Path("/", name)
        if place.is_symlink():
            yield ["--symlink", os.readlink(place), f"/{name}"]
        elif place.is_dir():
            yield ["--ro-bind", str(place), f"/{name}"]
    yield ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]


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


def _course() -> Iterator[tuple[str, Path]]:
    """The library and what ships; the solutions stay outside."""
    package = Path(__file__).resolve().parents[1]
    for part in sorted(package.iterdir()):
        if part.name not in ("_course", "__pycache__"):
            yield f"{COURSE}/course_lib/{part.name}", part
    root = course_root()
    if root is not None and (root / "exercises").is_dir():
        yield f"{COURSE}/exercises", root / "exercises"


def _environment() -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "PYTHONPATH": COURSE,
        "COURSE_ROOT": COURSE,
        "COURSE_PROGRESS": "/tmp/progress.json",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
