"""A learner's seat in a room on one machine: a JupyterLab of their own, on files of their own.

In a sandbox (bubblewrap) a seat sees Python, the course and its own files, and has its own process
ids. It shares the network with the room, because the Hub is reached through it.
"""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from course_lib.classroom import bubblewrap
from course_lib.exercises.material import course_root

HOME = "/home/learner"  # inside
PROCESSES = 400  # of one seat, threads included
MEMORY = 2 * 1024**3  # bytes of address space of each process, where nobody names another number
USERS = 1_900_000_000  # where root runs the room: the user of seat n is this + n
SCRATCH = 1024 * 1024 * 1024  # bytes of temporary files (lesson 8 packs its bundles there)
SHARED = 64 * 1024 * 1024  # bytes of shared memory
# What a program expects of a system: names, certificates, the time zone.
SETTINGS = ("alternatives", "fonts", "hosts", "localtime", "mime.types", "nsswitch.conf",
            "resolv.conf", "ssl")  # fmt: skip
LAB = ("-m", "course_lib.cli", "lab")
ADVICE = f"{bubblewrap.ADVICE} if everybody in the room may read and change what the others write."


def missing(folder: Path) -> str:
    """Why seats cannot be kept apart here, as a sentence; "" where they can.

    It tries with an empty seat in `folder`.
    """
    home = folder / ".probe"
    home.mkdir(exist_ok=True)
    try:
        probe = command(home, 0, program=("-c", "import course_lib"))
        return bubblewrap.missing(probe, ADVICE)
    finally:
        home.rmdir()


def make_home(home: Path, number: int) -> None:
    """The folder of seat `number`, which the seat may write to and other people may not read."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.geteuid() == 0:
        os.chown(home, USERS + number, USERS + number)


def command(
    home: Path, number: int, memory: int = MEMORY, program: tuple[str, ...] = LAB
) -> list[str]:
    """The command line of seat `number` in a sandbox; `memory` is for each process (bytes)."""
    line = ["bwrap", "--die-with-parent", "--hostname", "room"]
    line += ["--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try"]
    line += [*_rights(), *bubblewrap.open_folder("/etc"), *bubblewrap.system()]
    for name in SETTINGS:
        line += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    # Before what is bound: an environment may lie below one of them, and must not be covered.
    line += [*bubblewrap.temporary("/tmp", SCRATCH), *bubblewrap.open_folder("/home")]
    folders = ("notebooks", "exercises", "solutions", "node_modules/web-vitals")
    shown = [*bubblewrap.python_and_library(), *bubblewrap.course_folders(*folders)]
    line += [*bubblewrap.read_only(shown), "--bind", str(home), HOME]
    line += ["--proc", "/proc", "--dev", "/dev", *bubblewrap.temporary("/dev/shm", SHARED)]
    line += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]
    for name, value in _environment().items():
        line += ["--setenv", name, value]
    limits = [f"--as={memory}", "--core=0"]
    limits += [f"--nproc={PROCESSES}"] if _counts_for_each_seat() else []
    line += ["--", "prlimit", *limits, *_user(number)]
    return [*line, sys.executable, "-s", "-P", *program]


def open_command() -> list[str]:
    """The command line of a seat without a sandbox."""
    return [sys.executable, *LAB]


def open_environment(home: Path, sockets: Path) -> dict[str, str]:
    """The same without a sandbox; `sockets` is a folder with a short path."""
    return {
        "HOME": str(home),
        "COURSE_ROOT": str(course_root() or ""),
        "COURSE_WORK": str(home / "work"),
        "JUPYTER_RUNTIME_DIR": str(sockets),
    }


def _environment() -> dict[str, str]:
    return {
        "HOME": HOME,
        "PYTHONPATH": bubblewrap.COURSE,
        "COURSE_ROOT": bubblewrap.COURSE,
        "COURSE_WORK": f"{HOME}/work",
        # Its sockets have the length of a path, of which Linux allows 107 bytes.
        "JUPYTER_RUNTIME_DIR": "/tmp/jupyter",
    }


def _counts_for_each_seat() -> bool:
    """Whether the system counts processes for each seat, and not for all of one user together.

    Root's seats are users of their own; Linux counts for each user namespace since 5.14.
    """
    major, minor = platform.release().split(".")[:2]
    version = int(major), int("".join(filter(str.isdigit, minor[:3])) or 0)
    return os.geteuid() == 0 or version >= (5, 14)


def _rights() -> list[str]:
    if os.geteuid() == 0:
        # No user namespace: in one, root's processes are not counted and limited.
        return ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return ["--unshare-user", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL"]


def _user(number: int) -> list[str]:
    """Root becomes a user that nobody else is; each seat another."""
    if os.geteuid() != 0:
        return []
    who = str(USERS + number)
    return ["setpriv", "--reuid", who, "--regid", who, "--clear-groups", "--no-new-privs",
            "--bounding-set=-all", "--inh-caps=-all"]  # fmt: skip
