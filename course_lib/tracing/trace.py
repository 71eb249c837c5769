"""Spans and the trace that they make: pure data, no clock, no loop."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Status = Literal["running", "ok", "failed", "cancelled"]
Kind = Literal["call", "task", "blocked"]


@dataclass(slots=True, eq=False)
class Span:
    """One stretch of work. Times are seconds since the run began.

    `kind` is "call" (one call of a service), "task" (one asyncio task) or
    "blocked" (the event loop could run nobody else). `end` is None while the
    work runs. `cancelled_at` is when the first cancellation reached the work:
    from there to `end` it cleans up; `cleaned_up` is False if that clean-up
    was broken off. `error` is the type name of what was raised, `detail` its
    message. `args` are the positional arguments of a call, as passed.
    """

    id: int
    name: str
    kind: Kind
    start: float
    end: float | None = None
    status: Status = "running"
    parent: int | None = None
    args: tuple[Any, ...] = ()
    error: str | None = None
    detail: str = ""
    cancelled_at: float | None = None
    cleaned_up: bool = True

    @property
    def duration(self) -> float | None:
        """Seconds from start to end, None while running."""
        return None if self.end is None else self.end - self.start

    def covers(self, instant: float) -> bool:
        """True if the work was under way at `instant` (its end not included)."""
        return self.start <= instant and (self.end is None or instant < self.end)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: arguments as their repr, everything else as it is."""
        fields = {name: getattr(self, name) for name in Span.__slots__}
        return fields | {"args": [repr(value) for value in self.args]}


@dataclass(slots=True, frozen=True)
class Mark:
    """An instant worth a line across the picture: "returned", "raised", "cancelled"..."""

    name: str
    at: float
    detail: str = ""

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {"name": self.name, "at": self.at, "detail": self.detail}


@dataclass(slots=True)
class Trace:
    """What one run left behind. `ended` is when the main coroutine was over (seconds)."""

    spans: list[Span] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    ended: float | None = None

    @property
    def end(self) -> float:
        """The last instant that anything in the trace reaches."""
        ends = [span.start if span.end is None else span.end for span in self.spans]
        return max([*ends, *(mark.at for mark in self.marks), self.ended or 0.0], default=0.0)

    def calls(self, name: str | None = None) -> list[Span]:
        """The calls in the order of their start, those of one service if named."""
        return [s for s in self.spans if s.kind == "call" and name in (None, s.name)]

    def tasks(self) -> list[Span]:
        """The task spans in the order of their start."""
        return [s for s in self.spans if s.kind == "task"]

    def blocked(self) -> list[Span]:
        """The stretches in which the event loop could run nobody else."""
        return [s for s in self.spans if s.kind == "blocked"]

    def orphans(self) -> list[Span]:
        """Calls and tasks that were still under way after the main coroutine was over."""
        if self.ended is None:
            return []
        return [
            s for s in self.spans if s.kind != "blocked" and (s.end is None or s.end > self.ended)
        ]

    def in_flight(self, instant: float, spans: Iterable[Span] | None = None) -> int:
        """How many calls (or of `spans`) were under way at `instant`."""
        return sum(s.covers(instant) for s in (self.calls() if spans is None else spans))

    def peak(self, spans: Iterable[Span] | None = None) -> int:
        """The largest number of calls (or of `spans`) under way at once."""
        chosen = list(self.calls() if spans is None else spans)
        return max((self.in_flight(s.start, chosen) for s in chosen), default=0)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: see `Span.to_dict`."""
        return {
            "spans": [span.to_dict() for span in self.spans],
            "marks": [mark.to_dict() for mark in self.marks],
            "ended": self.ended,
        }

    @classmethod
    def from_dict(cls, data: Any) -> Trace:
        """A trace from what `to_dict` gave, wherever it has been; ValueError if it is none.

        Arguments come back as objects that print as they did.
        """
        try:
            marks = [Mark(_text(m["name"]), _time(m["at"]), _text(m["detail"]))
                     for m in data["marks"]]  # fmt: skip
            return cls([_span(span) for span in data["spans"]], marks, _time_or_none(data["ended"]))
        except (LookupError, TypeError, AttributeError, OverflowError) as error:
            raise ValueError(f"This is no trace: {error}") from None


class _Printed:
    """An argument that was left behind in another process; its repr is all that is known."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _span(data: Any) -> Span:
    if data["kind"] not in get_args(Kind) or data["status"] not in get_args(Status):
        raise ValueError("This is no trace: a kind or a status is unknown.")
    return Span(
        id=_id(data["id"]),
        name=_text(data["name"]),
        kind=data["kind"],
        start=_time(data["start"]),
        end=_time_or_none(data["end"]),
        status=data["status"],
        parent=None if data["parent"] is None else _id(data["parent"]),
        args=tuple(_Printed(_text(text)) for text in data["args"]),
        error=None if data["error"] is None else _text(data["error"]),
        detail=_text(data["detail"]),
        cancelled_at=_time_or_none(data["cancelled_at"]),
        cleaned_up=data["cleaned_up"] is True,
    )


def _id(value: Any) -> int:
    if type(value) is not int:
        raise ValueError(f"This is no trace: {value!r} is no number of a span.")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"This is no trace: {value!r} is no text.")
    return value


def _time(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise ValueError(f"This is no trace: {value!r} is no time.")
    return float(value)


def _time_or_none(value: Any) -> float | None:
    return None if value is None else _time(value)
