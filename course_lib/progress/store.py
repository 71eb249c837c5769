"""The progress file: written in one step, shared by any number of kernels, never half there.

A new version is written beside the file, synced and renamed over it, under a lock where there are
locks. So a kill, a full disk or a second kernel leaves either the old file or the new one.
"""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from course_lib.tracing.runtime import in_browser

from .entries import (
    Content,
    DamagedError,
    Event,
    NewerError,
    is_laid_out,
    laid_out,
    parse,
    with_new,
)

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

LOCK_SECONDS = 0.5
_TRIES = 5


def progress_path() -> Path:
    """Where the file is: COURSE_PROGRESS, or the user's data folder (the browser's drive)."""
    if chosen := os.environ.get("COURSE_PROGRESS"):
        return Path(chosen).expanduser()
    if in_browser():
        return Path("/drive/progress.json")
    from platformdirs import user_data_dir

    return Path(user_data_dir("fix-patterns", appauthor=False)) / "progress.json"


def new_event(name: str, data: dict[str, Any]) -> Event:
    """An event as it is stored, with the time in UTC; a line of the file."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return {"id": uuid.uuid4().hex, "at": now, "name": name, "data": data}


def digest(source: str) -> str:
    """The key under which a source is kept."""
    return hashlib.sha256(source.encode(errors="surrogatepass")).hexdigest()[:16]


class Unusable(Exception):
    """The file cannot be used now; the text is the sentence for the learner."""


class Store:
    """One progress file. What goes wrong is Unusable, with one sentence, and nothing is changed."""

    def __init__(self, path: Path) -> None:
        # A link stays a link: what it points to is replaced.
        self.path = Path(os.path.realpath(path))
        self._looked_at = False  # whether this process has once read every word of it

    def read(self) -> Content:
        """All that is stored; raises Unusable for a file that cannot be read or understood."""
        try:
            return parse(self._bytes())
        except FileNotFoundError:
            return Content()
        except DamagedError:
            raise Unusable(
                f"The progress file {self.path} is damaged and is not shown. With the next check"
                " it is put aside, and a new one begins."
            ) from None
        except NewerError:
            raise self._newer() from None

    def add(self, new: Content) -> str:
        """Add `new` to the file; returns a sentence for the learner, or "" when all is well.

        Raises Unusable when nothing could be saved.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.locked() as alone:
                return self._merge(new, alone)
        except OSError as error:
            raise Unusable(
                f"Your progress cannot be saved in {self.path}: {error.strerror or error}."
            ) from None

    @contextmanager
    def locked(self) -> Iterator[bool]:
        """Hold the lock file and give True; False after LOCK_SECONDS, or where there are no locks.

        A lesson must not stop because some other kernel holds the lock for ever.
        """
        if not hasattr(fcntl, "flock"):  # inside a browser the module is nearly empty
            yield False
            return
        with self.path.with_name(self.path.name + ".lock").open("w") as file:
            yield _lock(file.fileno())

    def _merge(self, new: Content, alone: bool) -> str:
        note = ""
        for _ in range(_TRIES):
            try:
                before = self._laid_out()
            except DamagedError:
                aside = self._put_aside()
                note = f"The progress file was damaged. It is kept as {aside}; a new one was begun."
                before = laid_out(Content())
            after = with_new(before, new)
            if after == before:
                return note
            self._write(after)
            if alone:
                return note
            # Without a lock another kernel may have written between the two steps: look again.
        return note

    def _laid_out(self) -> bytes:
        """The file as it is, a line an entry; read word by word the first time only."""
        try:
            raw = self._bytes()
        except FileNotFoundError:
            return laid_out(Content())
        if self._looked_at and is_laid_out(raw):
            return raw
        try:
            content = parse(raw)
        except NewerError:
            raise self._newer() from None
        self._looked_at = True
        return raw if is_laid_out(raw) else laid_out(content)

    def _bytes(self) -> bytes:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            raise
        except OSError as error:
            raise Unusable(
                f"Your progress in {self.path} cannot be read: {error.strerror or error}."
            ) from None

    def _newer(self) -> Unusable:
        return Unusable(
            f"Your progress in {self.path} was written by a newer version of the course."
            " Update this one; until then nothing is added to it."
        )

    def _write(self, data: bytes) -> None:
        temporary = self.path.with_name(f"{self.path.name}.{os.getpid()}-{uuid.uuid4().hex[:6]}")
        try:
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.path)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _put_aside(self) -> Path:
        number = 1
        while (aside := self.path.with_name(f"{self.path.stem}.damaged-{number}.json")).exists():
            number += 1
        os.replace(self.path, aside)
        return aside


def _lock(file: int) -> bool:
    give_up = time.monotonic() + LOCK_SECONDS
    while time.monotonic() < give_up:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            time.sleep(0.002)
        except OSError:  # a file system without locks
            break
    return False
