"""search_all: what must be true of a program before a belief is named."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Callable
from typing import Any

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence, Recording, Seen

DELAYS = {"a": 0.4, "b": 0.1, "c": 0.3, "d": 0.2}


def search(
    down: str, min_ok: int, empty: str = "", delays: dict[str, float] = DELAYS
) -> Callable[[Recording], tuple[Any, ...]]:
    """The arguments of search_all: four providers, one letter each; two hits a provider."""

    def make(recording: Recording) -> tuple[Any, ...]:
        def provider(name: str) -> Any:
            error = ConnectionError(name) if name in down else None
            hits = [] if name in empty else [f"{name}1", f"{name}2"]
            return recording.function(
                name, lambda *_: delays[name], lambda *_: list(hits), lambda *_: error
            )

        return {name: provider(name) for name in DELAYS}, "tent", min_ok

    return make


FINE = search("", 2)
DOWN = search("ac", 1)
TOO_FEW = search("acd", 3)
EXACTLY = [search("ac", 2), search("d", 3), search("", 4)]
NO_HITS = [search("a", 3, "bcd"), search("", 4, "ab"), search("a", 2, "bd")]
NOBODY = [search("abcd", 1), search("abd", 2), search("ab", 3)]
MANY_HITS = [search("ab", 3), search("bcd", 2)]
ENOUGH = [search("", n) for n in (1, 2, 3)]


def notes(seen: Seen) -> list[str]:
    """The notes of all errors that came out, in a group or in the table."""
    errors = list(getattr(seen.error, "exceptions", [seen.error] if seen.error else []))
    if isinstance(seen.value, tuple) and isinstance(seen.value[-1], dict):
        errors += [e for e in seen.value[-1].values() if isinstance(e, BaseException)]
    return [note for error in errors for note in getattr(error, "__notes__", [])]


def nameless(e: Evidence) -> bool:
    return not any("provider: " in note for make in (DOWN, TOO_FEW) for note in notes(e.play(make)))


def one_of_several(e: Evidence) -> bool:
    error = e.play(TOO_FEW).error
    held = getattr(error, "exceptions", [error])
    return error is not None and len(held) == 1


def another_type(e: Evidence) -> bool:
    errors = [e.play(make).error for make in NOBODY]
    held = [h for error in errors for h in getattr(error, "exceptions", [error])]
    return any(h is not None and not isinstance(h, ConnectionError) for h in held)


def refuses_exactly(e: Evidence) -> bool:
    return any(e.play(make).error is not None for make in EXACTLY)


def stops_early(e: Evidence) -> bool:
    return any(e.play(make).elapsed < 0.4 - 1e-9 for make in ENOUGH)


def empty_refused(e: Evidence) -> bool:
    for make in NO_HITS:
        seen = e.play(make)
        if seen.error is not None:
            return True
        if isinstance(seen.value, tuple) and set(seen.value[-1] or ()) - {"a"}:
            return True
    return False


def hits_counted(e: Evidence) -> bool:
    """Too few providers answered with many hits, or enough with few, and it went by the hits."""
    many = [e.play(make).error is None for make in MANY_HITS]
    few = [e.play(make).error is not None for make in NO_HITS]
    return any(many) or any(few)


def eats_its_cancellation(e: Evidence) -> bool:
    seen = e.play(FINE, cancel_at=0.05)
    wide = e.handlers("", "BaseException", "CancelledError")
    return bool(wide) and not isinstance(seen.error, asyncio.CancelledError)


def completion_order(e: Evidence) -> bool:
    """Hits, or the errors of a group, stand in the order in which the calls ended."""
    hits = e.play(FINE).value
    joined = [h[0] for h in hits[0]] if isinstance(hits, tuple) else []
    errors = getattr(e.play(TOO_FEW).error, "exceptions", ())
    told = [str(error) for error in errors]
    return joined == list("bbddccaa") or told == ["d", "c", "a"]


CLAIMS: Claims = {
    "the exception knows where it came from": nameless,
    "one error is enough to report": one_of_several,
    "wrap errors by formatting them": another_type,
    "at least n means more than n": refuses_exactly,
    "enough is enough": stops_early,
    "as many hits as answers": hits_counted,
    "an empty answer is a failure": empty_refused,
    "a bare except only catches errors": eats_its_cancellation,
    "a page is complete or it is an error": lambda e: e.play(DOWN).error is not None,
    "outcomes arrive in the order asked": completion_order,
    "try/except needs one call at a time": lambda e: (
        e.play(FINE).in_turn() and any(True for _ in e.nodes(ast.Try))
    ),
}
