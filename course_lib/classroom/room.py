"""How the room stands, counted event by event: what the board shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from course_lib.classroom.wire import Told
from course_lib.exercises.ladder import HONEST_TRIES
from course_lib.exercises.manifest import MODULES, exercise

MOST_LEARNERS = 2000
MOST_DEMOS = 200
BINS = 13  # odd: the truth lies in the middle of the middle one


@dataclass(slots=True)
class Standing:
    """One learner with one exercise. `beliefs` are those of the last check that failed."""

    passed: bool = False
    failures: int = 0
    hints: int = 0
    solution: bool = False
    beliefs: tuple[str, ...] = ()

    @property
    def stuck(self) -> bool:
        """Tried several times and not passed: somebody to walk over to."""
        return not self.passed and self.failures >= HONEST_TRIES


@dataclass(slots=True)
class Room:
    """All that the board knows. `version` grows with every change."""

    standings: dict[str, dict[str, Standing]] = field(default_factory=dict)
    guesses: dict[str, dict[str, tuple[float, float]]] = field(default_factory=dict)
    learners: set[str] = field(default_factory=set)
    events: int = 0
    version: int = 0

    def add(self, told: Iterable[Told]) -> None:
        """Count new events; what a room of people cannot have made is left out."""
        for event in told:
            if event.learner not in self.learners and len(self.learners) >= MOST_LEARNERS:
                continue
            self.learners.add(event.learner)
            self.events += 1
            if event.kind == "predicted":
                self._guess(event)
            else:
                self._stand(event)
        self.version += 1

    def _guess(self, event: Told) -> None:
        if event.subject in self.guesses or len(self.guesses) < MOST_DEMOS:
            guess = (event.body["guess_ms"], event.body["actual_ms"])
            # The first guess counts: a second one has seen the truth.
            self.guesses.setdefault(event.subject, {}).setdefault(event.learner, guess)

    def _stand(self, event: Told) -> None:
        of_exercise = self.standings.setdefault(event.subject, {})
        standing = of_exercise.setdefault(event.learner, Standing())
        if event.kind == "hint":
            standing.hints = max(standing.hints, event.body["number"])
        elif event.kind == "solution":
            standing.solution = True
        elif event.body["outcome"] == "passed":
            standing.passed, standing.beliefs = True, ()
        elif event.body["outcome"] == "failed" and not standing.passed:
            standing.failures += 1
            standing.beliefs = tuple(event.body["beliefs"])

    def snapshot(self) -> dict[str, Any]:
        """What viewers get, JSON-ready; no pseudonym is in it."""
        return {
            "learners": len(self.learners),
            "events": self.events,
            "version": self.version,
            "exercises": [self._exercise(name) for name in MODULES if name in self.standings],
            "predictions": [_histogram(demo, self.guesses[demo]) for demo in self.guesses],
        }

    def _exercise(self, name: str) -> dict[str, Any]:
        standings = self.standings[name].values()
        beliefs = Counter(belief for each in standings for belief in each.beliefs)
        hints = Counter(each.hints for each in standings if each.hints)
        lesson = exercise(name).lesson
        return {
            "exercise": name,
            "lesson": f"{lesson.number}. {lesson.title}",
            "tried": sum(each.passed or each.failures > 0 for each in standings),
            "passed": sum(each.passed for each in standings),
            "stuck": sum(each.stuck for each in standings),
            "beliefs": sorted(beliefs.items(), key=lambda item: (-item[1], item[0]))[:3],
            # How many needed the first hint, the second, ...
            "hints": [sum(count for deepest, count in hints.items() if deepest >= rung)
                      for rung in range(1, max(hints, default=0) + 1)],
            "solutions": sum(each.solution for each in standings),
        }  # fmt: skip


def _histogram(demo: str, guesses: dict[str, tuple[float, float]]) -> dict[str, Any]:
    """The room's guesses in bins of equal width from 0, and the truth (ms, the middle one)."""
    truth = median(actual for _, actual in guesses.values())
    # A few wild guesses must not squeeze all others into one bin.
    top = max(2 * truth, 1.0)
    width = top / BINS
    counts = [0] * (BINS + 1)
    for guess, _ in guesses.values():
        counts[min(int(guess / width), BINS)] += 1
    near = sum(abs(guess - actual) <= max(0.1 * actual, 1) for guess, actual in guesses.values())
    return {"demo": demo, "truth_ms": truth, "bin_ms": width, "counts": counts,
            "guesses": len(guesses), "near": near}  # fmt: skip
