"""A sandbox for programs that nobody has read: bubblewrap, where the system has it.

No network, no processes but its own, no files but Python, the library and what ships, all
read-only; nothing of the environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import lru_cache

from course_lib.classroom import bubblewrap
from course_lib.classroom.bubblewrap import COURSE

ANSWER = "/answer/notebook.ipynb"
SCRATCH = 64 * 1024 * 1024  # bytes of temporary files
SHARED = 1024 * 1024  # bytes of shared memory
ADVICE = f"{bubblewrap.ADVICE} if you have read the notebooks: they then run as programs of yours."


@lru_cache(maxsize=1)
def missing() -> str:
    """Why there is no sandbox here, as a sentence; "" where there is one that works."""
    return bubblewrap.missing(command(["-c", "import course_lib"]), ADVICE)


def command(program: Sequence[str], answer: int | None = None) -> list[str]:
    """The command line that runs Python with `program` in a sandbox.

    `answer` is an open file whose bytes become the notebook inside: a copy, so that neither its
    owner, nor its mode, nor a link in its place matters.
    """
    line = ["bwrap", "--die-with-parent", "--new-session", "--clearenv", "--hostname", "sandbox"]
    line += ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    line += ["--unshare-cgroup-try", *_rights(), *bubblewrap.system()]
    # Before what is bound: an environment may lie below /tmp, and must not be covered.
    line += [*bubblewrap.temporary("/tmp", SCRATCH), "--chdir", "/tmp"]
    # What ships; the solutions stay outside.
    shown = [*bubblewrap.python_and_library(), *bubblewrap.course_folders("exercises")]
    line += bubblewrap.read_only(shown)
    if answer is not None:
        line += ["--perms", "0444", "--ro-bind-data", str(answer), ANSWER]
    line += ["--proc", "/proc", "--dev", "/dev", *bubblewrap.temporary("/dev/shm", SHARED)]
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
