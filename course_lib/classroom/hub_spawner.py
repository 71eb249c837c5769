"""How JupyterHub starts and stops a learner's seat on its own machine (see seat.py)."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import Any

from jupyterhub.spawner import SimpleLocalProcessSpawner
from traitlets import Bool, Int, Unicode

from course_lib.classroom import seat

LOOK_AGAIN = 0.1  # seconds between two looks whether a seat listens
TELL_AGAIN = 1.0  # seconds between two lines of progress

_queue: list[SeatSpawner] = []  # who waits for the others to be up, the first one first


@cache
def _slots(at_once: int) -> asyncio.Semaphore:
    return asyncio.Semaphore(at_once)


class SeatSpawner(SimpleLocalProcessSpawner):
    """One process a learner, without accounts on the machine; `mem_limit` holds for each process.

    A username becomes a folder's name: the configuration's username_pattern must allow for that.
    """

    folder = Unicode(help="the folder of the room; learners' files are in homes/NAME").tag(
        config=True
    )
    sandboxed = Bool(True, help="whether learners are kept apart by bubblewrap").tag(config=True)
    at_once = Int(8, help="so many seats start at the same time; the others wait").tag(config=True)

    async def start(self) -> Any:
        """Make the seat's folder and command line, start it when it is its turn, and see it listen.

        Raises RuntimeError if its process ends before that.
        """
        if self.sandboxed:
            seat.make_home(self._home, self._number)
            self.cmd = seat.command(self._home, self._number, self.mem_limit or seat.MEMORY)
        else:
            self._home.mkdir(parents=True, exist_ok=True)
            self.cmd = seat.open_command()
        _queue.append(self)
        try:
            async with _slots(self.at_once):
                _queue.remove(self)
                address = await super().start()
                await self._listening(*address)
        finally:
            if self in _queue:
                _queue.remove(self)
        return address

    async def progress(self) -> AsyncIterator[dict[str, Any]]:
        """What the learner reads until the seat is there."""
        while self in _queue:
            place = _queue.index(self) + 1
            told = f"Others are starting. You are number {place} in the queue."
            yield {"progress": 10, "message": told}
            await asyncio.sleep(TELL_AGAIN)
        yield {"progress": 50, "message": "Your JupyterLab is starting."}

    async def _listening(self, host: str, port: int) -> None:
        while await self.poll() is None:
            try:
                _, writer = await asyncio.open_connection(host, port)
            except OSError:
                await asyncio.sleep(LOOK_AGAIN)
            else:
                writer.close()
                return
        raise RuntimeError("The seat ended before it was there; the room's hub.log says why.")

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
