"""Listens to what happens in lessons and keeps what is worth keeping."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from course_lib.tracing import events

from .entries import Content
from .keeper import Keeper
from .store import digest, new_event, progress_path

# What is kept of each event. A run of a demo is not: it says nothing about the learner.
KEPT = {
    "attempted": ("exercise",),  # told before a check, which may take the kernel with it
    "checked": ("exercise", "outcome", "met", "requirements", "codes"),
    "solved": ("exercise",),
    "hint": ("exercise", "number"),
    "solution": ("exercise",),
    "predicted": ("demo", "variant", "guess_ms", "actual_ms"),
    "answered": ("lesson", "question", "option", "right"),
    "worked": ("lesson", "part", "cell", "seconds", "until"),
}


class Listener:
    """A subscriber that writes events to the progress file, one by one."""

    def __init__(self) -> None:
        self._unsaved = Content()
        self._keepers: dict[Path, Keeper] = {}
        self._seen: set[tuple[str, ...]] = set()
        self._said: set[str] = set()

    def __call__(self, name: str, data: dict[str, Any]) -> None:
        """Keep one event. What could not be saved is tried again with the next one."""
        if name not in KEPT:
            return
        kept = {key: data[key] for key in KEPT[name] if data.get(key) is not None}
        path = progress_path()
        if source := data.get("source"):
            kept["source"] = digest(source)
            self._unsaved.sources[kept["source"]] = source
        key = (str(path), name, *(f"{key}={value}" for key, value in sorted(kept.items())))
        if key in self._seen:
            return  # the same cell run again: nothing new
        self._unsaved.events.append(new_event(name, kept))
        keeper = self._keepers.setdefault(path, Keeper(path))
        saved, note = keeper.save(self._unsaved)
        if saved:
            self._unsaved = Content()
        self._seen.add(key)
        if note and note not in self._said:
            self._said.add(note)
            print(note, file=sys.stderr)


_listener: Listener | None = None


def listen() -> None:
    """Begin to keep progress in this process; calling it again changes nothing."""
    global _listener
    if _listener is None:
        _listener = Listener()
        events.subscribe(_listener)


def is_listening() -> bool:
    """Whether what happens in this process is kept."""
    return _listener is not None
