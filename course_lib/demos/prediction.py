"""The learner's guess: asked before anything is shown, compared afterwards."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from course_lib.progress.records import is_right
from course_lib.tracing import events

NOWHERE: Mapping[str, Any] = {}


@dataclass
class Prediction:
    """One question about one variant. `state` is "open", "made" or "skipped".

    While it is open, neither outcome nor ideal may be shown. Times are in
    milliseconds, as learners write them.
    """

    demo: str
    variant: str
    question: str
    state: str = "open"
    guess_ms: float | None = None
    actual_ms: float | None = None
    knobs: Mapping[str, Any] = field(default_factory=dict)

    def make(self, guess: Any, actual_ms: float, knobs: Mapping[str, Any] = NOWHERE) -> None:
        """Commit to `guess` milliseconds with `knobs` as they stand.

        A ValueError says what is wrong with the guess.
        """
        self.guess_ms = milliseconds(guess)
        self.actual_ms = round(actual_ms, 3)
        self.state = "made"
        self.knobs = dict(knobs)
        events.publish(
            "predicted",
            demo=self.demo,
            variant=self.variant,
            guess_ms=self.guess_ms,
            actual_ms=self.actual_ms,
        )

    def skip(self) -> None:
        """Go on without a guess."""
        if self.state == "open":
            self.state = "skipped"

    def sentence(self, moved: bool = False) -> str:
        """How far off the guess was; empty without one. `moved`: the knobs stand elsewhere now."""
        if self.state != "made":
            return ""
        guess, actual = self.guess_ms, self.actual_ms
        then = "was, with the knobs as they stood then," if moved else "is"
        said = f"You predicted {guess:g} ms for {self.variant}; it {then} {actual:g} ms"
        gap = round(guess - actual, 3)
        if is_right(guess, actual):
            return f"{said}. That is right."
        return f"{said}. Your guess was {abs(gap):g} ms too {'long' if gap > 0 else 'short'}."


def milliseconds(text: Any) -> float:
    """A number of milliseconds from what a learner typed ("690", "690 ms", "0,69 s")."""
    said = str(text).strip().lower().replace(",", ".")
    factor = 1.0
    for unit, size in (("ms", 1.0), ("s", 1000.0)):
        if said.endswith(unit):
            said, factor = said[: -len(unit)].strip(), size
            break
    try:
        value = float(said) * factor
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise ValueError(
            f"A prediction is a number of milliseconds, for example 500; {str(text)!r} is not."
        )
    return round(value, 3)
