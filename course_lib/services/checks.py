"""Sentences about settings that cannot be."""

from __future__ import annotations

import difflib
import math
from typing import Any


def check_seconds(value: Any, what: str, unit: str = " seconds") -> None:
    """A ValueError unless `value` is a finite number that is not negative."""
    if not _is_number(value):
        raise ValueError(f"{what} must be a number, and {value!r} is not.")
    if not 0 <= value < math.inf:
        raise ValueError(f"{what} cannot be {value!r}{unit}; it must be 0 or more.")


def check_probability(value: Any, what: str) -> None:
    """A ValueError unless `value` is a number from 0 to 1."""
    if not _is_number(value):
        raise ValueError(f"{what} must be a number, and {value!r} is not.")
    if not 0 <= value <= 1:
        raise ValueError(f"{what} must lie between 0 and 1, and {value!r} does not.")


def unknown(name: object, known: tuple[str, ...], what: str = "service") -> str:
    """The sentence about a name that nobody has, with the nearest one that exists."""
    if not known:
        return f"There is no {what} called {name!r}; there are none here at all."
    close = difflib.get_close_matches(str(name), known, n=1, cutoff=0.5)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    return f"There is no {what} called {name!r}.{hint} There are: {', '.join(known)}."


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
