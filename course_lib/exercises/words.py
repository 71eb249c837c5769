"""How numbers, values and lists are put into the sentences of a verdict."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable
from typing import Any


class _Short(reprlib.Repr):
    """Tasks and futures by their kind alone: their repr names lines of the check itself."""

    def repr_Task(self, task: Any, level: int) -> str:
        return "<Task>"

    def repr_Future(self, future: Any, level: int) -> str:
        return "<Future>"


_short = _Short()
_short.maxstring = _short.maxother = 60
_short.maxdict = _short.maxlist = _short.maxtuple = 8
_short.maxlevel = 4


def seconds(value: float | None) -> str:
    """Seconds as text, `0.45` as "0.450 s"; never "-0.000 s"."""
    return "never" if value is None else f"{value + 0.0:.3f} s"


def number(count: int, noun: str) -> str:
    """A count with its noun: "1 call", "3 calls"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(items: Iterable[str], word: str = "and") -> str:
    """Items as a sentence has them: "a, b and c"; each item once."""
    parts = list(dict.fromkeys(items))
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def shown(value: Any) -> str:
    """A short repr; a repr that fails or holds an address is replaced by the type's name."""
    try:
        text = _short.repr(value)
    except Exception:  # a __repr__ of the learner's may do anything
        return f"an object of type {type(value).__name__}"
    return text if " at 0x" not in text else f"an object of type {type(value).__name__}"
