"""The progress file: a log of events, written in one step, shared by any number of kernels.

`{"format": 1, "events": [{"id", "at", "name", "data"}], "sources": {digest: text}}`. An event has
an id of its own, so writing one twice changes nothing; sources are kept once each.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows, Pyodide
    fcntl = None

FORMAT = 1
LOCK_SECONDS = 0.5
_TRIES = 5

Event = dict[str, Any]


def progress_path() -> Path:
    """Where the file is: COURSE_PROGRESS, or the user's data folder (the browser's drive)."""
    if chosen := os.environ.get("COURSE_PROGRESS"):
        return Path(chosen).expanduser()
    if sys.platform == "emscripten":
        return Path("/drive/progress.json")
    from platformdirs import user_data_dir

    return Path(user_data_dir("fix-patterns", appauthor=False)) / "progress.json"


def new_event(name: str, data: dict[str, Any]) -> Event:
    """An event as it is stored, with the time in UTC."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return {"id": uuid.uuid4().hex, "at": now, "name": name, "data": data}


def digest(source: str) -> str:
    """The key under which a source is kept."""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


@dataclass
class Content:
    """What the file holds; `note` is a sentence for the learner, empty when all is well."""

    events: list[Event] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    note: str = ""

    def add(self, other: Content) -> bool:
        """Take over what is not here yet; whether anything was new."""
        known = {event["id"] for event in self.events}
        new = [event for event in other.events if event["id"] not in known]
        self.events += new
        before = len(self.sources)
        self.sources.update(other.sources)
        return bool(new) or len(self.sources) != before


class Unusable(Exception):
    """The file cannot be used now; the text is the sentence for the learner."""


class Store:
    """One progress file. Its methods never raise: what went wrong is a sentence."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    def read(self) -> Content:
        """All that is stored; a file that cannot be read is an empty one with a note."""
        try:
            return self._load()
        except _Damaged:
            return Content(note=f"The progress file {self.path} is damaged and is not shown.")
        except Unusable as problem:
            return Content(note=str(problem))

    def save(self, new: Content) -> str:
        """Add `new` to the file; returns a sentence for the learner, or "" when all went well."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with _locked(self.path.with_name(self.path.name + ".lock")) as alone:
                return self._merge(new, alone)
        except Unusable as problem:
            return str(problem)
        except OSError as error:
            return (
                f"Your progress cannot be saved in {self.path}: {error.strerror or error}."
                " The lesson works; what you do is kept until this kernel stops."
            )

    def _merge(self, new: Content, alone: bool) -> str:
        note = ""
        for _ in range(_TRIES):
            try:
                content = self._load()
            except _Damaged:
                aside = self._put_aside()
                note = f"The progress file was damaged. It is kept as {aside}; a new one was begun."
                content = Content()
            if not content.add(new):
                return note
            self._write(content)
            if alone:
                return note
            # Without a lock another kernel may have written between the two steps: look again.
        return note

    def _load(self) -> Content:
        try:
            raw = json.loads(self.path.read_bytes())
        except FileNotFoundError:
            return Content()
        except OSError as error:
            raise Unusable(
                f"Your progress in {self.path} cannot be read: {error.strerror or error}."
            ) from None
        except ValueError:
            raise _Damaged from None
        if isinstance(raw, dict) and isinstance(raw.get("format"), int) and raw["format"] > FORMAT:
            raise Unusable(
                f"Your progress in {self.path} was written by a newer version of the course."
                " Update this one; until then nothing is added to it."
            )
        if not _is_sound(raw):
            raise _Damaged
        return Content(raw["events"], raw["sources"])

    def _write(self, content: Content) -> None:
        data = {"format": FORMAT, "events": content.events, "sources": content.sources}
        temporary = self.path.with_name(f"{self.path.name}.{os.getpid()}-{uuid.uuid4().hex[:6]}")
        try:
            with temporary.open("wb") as file:
                file.write(json.dumps(data, ensure_ascii=False).encode())
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.path)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _put_aside(self) -> Path:
        number = 1
        while (aside := self.path.with_name(f"progress.damaged-{number}.json")).exists():
            number += 1
        os.replace(self.path, aside)
        return aside


class _Damaged(Exception):
    """The file is not what this library writes."""


def _is_sound(raw: Any) -> bool:
    return (
        isinstance(raw, dict)
        and isinstance(raw.get("events"), list)
        and isinstance(raw.get("sources"), dict)
        and all(
            isinstance(event, dict)
            and isinstance(event.get("id"), str)
            and isinstance(event.get("name"), str)
            and isinstance(event.get("data"), dict)
            for event in raw["events"]
        )
    )


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Hold the lock file and give True; False after LOCK_SECONDS, or where there are no locks.

    A lesson must not stop because some other kernel holds the lock for ever.
    """
    if fcntl is None:
        yield False
        return
    with path.open("w") as file:
        yield _lock(file.fileno())


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
