"""How JupyterHub starts and stops a learner's seat on its own machine (see seat.py)."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from jupyterhub.spawner import SimpleLocalProcessSpawner
from traitlets import Bool, Unicode

from course_lib.classroom import seat

MEMORY = 2 * 1024**3  # bytes, where the configuration names no mem_limit


class SeatSpawner(SimpleLocalProcessSpawner):
    """One process a learner, without accounts on the machine; `mem_limit` holds for each process.

    A username becomes a folder's name: the configuration's username_pattern must allow for that.
    """

    folder = Unicode(help="the folder of the room; learners' files are in homes/NAME").tag(
        config=True
    )
    sandboxed = Bool(True, help="whether learners are kept apart by bubblewrap").tag(config=True)

    async def start(self) -> Any:
        """Make the seat's folder and command line, and start it."""
        self.home_dir = str(self._home)
        if self.sandboxed:
            seat.make_home(self._home, self._number)
            self.cmd = seat.command(self._home, self._number, self.mem_limit or MEMORY)
        else:
            self._home.mkdir(parents=True, exist_ok=True)
            self.cmd = seat.open_command()
        return await super().start()

    def make_preexec_fn(self, name: str) -> Any:
        """None: the folder is there, and the command line says where to start."""
        return None

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """The environment of the process: the Hub's, and where the course and its files are."""
        env |= {"USER": self.user.name, "SHELL": "/bin/bash"}
        if self.sandboxed:
            return env
        sockets = Path(tempfile.gettempdir()) / f"room-{os.getpid()}" / str(self._number)
        return env | seat.open_environment(self._home, sockets)

    async def _signal(self, sig: int) -> bool:
        """To the server itself: bubblewrap, which stands in front of it, would just end."""
        if not self.sandboxed or sig == 0:
            return await super()._signal(sig)
        try:
            os.kill(_innermost(self.pid), sig)
        except ProcessLookupError:
            return await super()._signal(sig)
        return True

    @property
    def _home(self) -> Path:
        return Path(self.folder) / "homes" / self.user.name

    @property
    def _number(self) -> int:
        return self.user.id


def _innermost(pid: int) -> int:
    """The server behind bubblewrap's own two processes, which have one child each."""
    for _ in range(2):
        children = Path(f"/proc/{pid}/task/{pid}/children")
        try:
            first = children.read_text().split()
        except OSError:
            break
        if not first:
            break
        pid = int(first[0])
    return pid
