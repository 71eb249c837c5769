"""What the progress file holds, as it lies on disk: a line an event, a line a source.

    {"format": 1,
    "events": [
    {"id": ..., "at": ..., "name": ..., "data": ...},
    ...
    ],
    "sources": {
    "DIGEST": "the program",
    ...
    }}

This is JSON for everybody. Lines let a kernel add an event without parsing all the others, which
is what keeps saving short when the file has grown.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

FORMAT = 1
_HEAD = b'{"format": 1,\n"events": [\n'
_MIDDLE = b'\n],\n"sources": {\n'
_TAIL = b"\n}}\n"

Event = dict[str, Any]


class DamagedError(Exception):
    """The file is not what this library writes."""


class NewerError(Exception):
    """The file was written by a newer version of the course."""


@dataclass
class Content:
    """Events and sources; `note` is a sentence for the learner, empty when all is well."""

    events: list[Event] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    note: str = ""

    def __bool__(self) -> bool:
        return bool(self.events or self.sources)


def laid_out(content: Content) -> bytes:
    """The whole file for `content`."""
    return with_new(_HEAD + _MIDDLE + _TAIL, content)


def is_laid_out(raw: bytes) -> bool:
    """Whether a file that was found sound has the layout of this module."""
    return raw.startswith(_HEAD) and _MIDDLE in raw and raw.endswith(_TAIL)


def with_new(raw: bytes, new: Content) -> bytes:
    """The laid out file `raw` with what it does not hold yet; `raw` itself when that is nothing."""
    middle, tail = raw.find(_MIDDLE), len(raw) - len(_TAIL)
    first_source = middle + len(_MIDDLE)
    events = b",\n".join(
        _dumped({"id": event["id"], **event})  # the id first: it is looked for
        for event in new.events
        if raw.find(b'\n{"id": ' + _dumped(event["id"]) + b",", 0, middle) < 0
    )
    sources = b",\n".join(
        _dumped(key) + b": " + _dumped(source)
        for key, source in new.sources.items()
        if raw.find(b"\n" + _dumped(key) + b": ", first_source - 1) < 0
    )
    if not events and not sources:
        return raw
    view = memoryview(raw)  # a grown file is copied once, not piece by piece
    return b"".join(
        (
            view[:middle],
            b",\n" if events and middle > len(_HEAD) else b"",
            events,
            view[middle:tail],
            b",\n" if sources and tail > first_source else b"",
            sources,
            _TAIL,
        )
    )


def parse(raw: bytes) -> Content:
    """All that the file says; raises DamagedError or NewerError."""
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise DamagedError from None
    if isinstance(data, dict) and isinstance(data.get("format"), int) and data["format"] > FORMAT:
        raise NewerError
    if not _is_sound(data):
        raise DamagedError
    return Content(data["events"], data["sources"])


def _dumped(value: Any) -> bytes:
    # In ASCII, so that half a surrogate pair in a learner's text cannot stop a save.
    return json.dumps(value).encode("ascii")


def _is_sound(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and isinstance(data.get("events"), list)
        and isinstance(data.get("sources"), dict)
        and all(isinstance(source, str) for source in data["sources"].values())
        and all(
            isinstance(event, dict)
            and isinstance(event.get("id"), str)
            and isinstance(event.get("name"), str)
            and isinstance(event.get("data"), dict)
            for event in data["events"]
        )
    )
