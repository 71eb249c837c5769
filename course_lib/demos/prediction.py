"""The learner's guess: asked before anything is shown, compared afterwards."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from course_lib.tracing import events


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

    def make(self, guess: Any, actual_ms: float) -> None:
        """Commit to `guess` milliseconds; a ValueError says what is wrong with it."""
        self.guess_ms = milliseconds(guess)
        self.actual_ms = round(actual_ms, 3)
        self.state = "made"
        events.publish(
            "predicted", demo=self.demo, guess_ms=self.guess_ms, actual_ms=self.actual_ms
        )

    def skip(self) -> None:
        """Go on without a guess."""
        if self.state == "open":
            self.state = "skipped"

    def sentence(self) -> str:
        """How far off the guess was; empty without one."""
        if self.state != "made":
            return ""
        guess, actual = self.guess_ms, self.actual_ms
        said = f"You predicted {guess:g} ms for {self.variant}; it is {actual:g} ms"
        gap = round(guess - actual, 3)
        if abs(gap) <= max(0.02 * actual, 1):
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
