"""The sentences about a run: how long it took, how it ended, what it left running."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from course_lib.tracing import Span, Trace
from course_lib.tracing.text import label_of, one_line, seconds, summary
from course_lib.virtual_time import Run
from course_lib.virtual_time.where import of_traceback

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


@dataclass(frozen=True)
class Outcome:
    """How one run of a variant ended, ready to be said.

    `exact` is what the same run takes on the virtual clock, where that is known
    beside a live one. `stopped` says that somebody pressed Stop, `notes` has
    further sentences, of guards for example.
    """

    variant: str
    trace: Trace
    ideal: float | None = None
    value: Any = None
    exception: BaseException | None = None
    exact: float | None = None
    stopped: bool = False
    notes: tuple[str, ...] = ()

    @classmethod
    def of_run(cls, variant: str, run: Run, ideal: float | None) -> Outcome:
        """The outcome of a run on the virtual clock."""
        notes = [stop.message for stop in run.notes]
        lost = len(run.unretrieved)
        if lost:
            notes.append(
                f"{counted(lost, 'exception')} that nobody read: "
                f"{'; '.join(map(named_error, run.unretrieved))}."
            )
        for forgotten in run.never_awaited:
            place = f" ({forgotten.where})" if forgotten.where else ""
            notes.append(f"{forgotten.name} was created and never awaited{place}.")
        return cls(variant, run.trace, ideal, run.value, run.exception, notes=tuple(notes))

    @property
    def failed(self) -> bool:
        """True if the page raised or was stopped."""
        return self.stopped or self.exception is not None

    def time(self) -> str:
        """How long it took, beside the ideal; how it ended, if not well."""
        ended = seconds(self.trace.ended or 0.0)
        if self.stopped:
            return f"was stopped at {ended}"
        if self.exception is not None:
            return f"failed after {ended}"
        return summary(self.trace, self.ideal)

    def details(self) -> list[str]:
        """All that there is to say beside the time, most important first."""
        said = []
        if self.exception is not None and not self.stopped:
            said.append(f"It raised {named_error(self.exception)}.")
        elif not self.stopped and self.value is not None:
            said.append(f"It returned {short(self.value)}.")
        said += [sentence for sentence in (self._orphans(), self._blocked()) if sentence]
        if self.exact is not None:
            said.append(f"On the virtual clock it takes exactly {seconds(self.exact)}.")
        return [*said, *self.notes]

    def sentences(self) -> list[str]:
        """Everything."""
        return [f"{self.variant} {self.time()}.", *self.details()]

    def __str__(self) -> str:
        return " ".join(self.sentences())

    def _orphans(self) -> str:
        left = [span for span in self.trace.orphans() if span.kind == "call"]
        if not left:
            return ""
        end = "had failed" if self.exception is not None else "had returned"
        if self.stopped:
            end = "was stopped"
        verb = "was" if len(left) == 1 else "were"
        # The arguments only where names alone would not tell the calls apart.
        plain = len({span.name for span in left}) == len(left)
        ends = ", ".join(f"{s.name if plain else label_of(s)} {_until(s)}" for s in left)
        return f"{counted(len(left), 'call')} {verb} still running when the page {end}: {ends}."

    def _blocked(self) -> str:
        stretches = [span.duration or 0.0 for span in self.trace.blocked()]
        if not stretches:
            return ""
        return (
            f"The event loop stood still for up to {seconds(max(stretches))} in a row; "
            "nothing else could run meanwhile."
        )


def _until(span: Span) -> str:
    if span.end is None:
        return "(still running)"
    if span.cancelled_at is not None:
        return f"(cancelled, cleaning up until {seconds(span.end)})"
    return f"(until {seconds(span.end)})"


def named_error(error: BaseException) -> str:
    """`ConnectionError: price did not answer (cell [4] line 3 in before())`."""
    if isinstance(error, BaseExceptionGroup):
        inner = "; ".join(named_error(each) for each in error.exceptions)
        return f"{type(error).__name__} of {len(error.exceptions)} ({inner})"
    message = one_line(str(error), 160)
    said = f"{type(error).__name__}: {message}" if message else type(error).__name__
    place = of_traceback(error.__traceback__)
    # A service that is down is not a mistake in the learner's line.
    return said if place is None or isinstance(error, OSError) else f"{said} ({place})"


def short(value: Any, limit: int = 100) -> str:
    """A value's repr on one line, without addresses; a repr that raises is left out."""
    try:
        return one_line(_ADDRESS.sub("", repr(value)), limit)
    except Exception:
        return f"a {type(value).__name__}"


def counted(number: int, noun: str) -> str:
    """Give a number with its noun: "1 call", "2 calls"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
