"""What the events in the progress file say, one record each: attempts, predictions, work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

Told = list[tuple[str, dict[str, Any]]]  # events of one name: when, and what was told
NUMBER = (int, float)


@dataclass(frozen=True)
class Attempt:
    """One check of one answer: its outcome and the learner's source. `at` is UTC, ISO 8601.

    The outcome is "passed", "failed", "error", or "unfinished" when the check did not come back.
    """

    exercise: str
    at: str
    outcome: str
    source: str = ""
    met: int | None = None
    requirements: int | None = None
    codes: tuple[str, ...] = ()


def is_right(guess_ms: float, actual_ms: float) -> bool:
    """Whether a guess is right: to 2 %, or to a millisecond."""
    return abs(round(guess_ms - actual_ms, 3)) <= max(0.02 * actual_ms, 1)


@dataclass(frozen=True)
class Prediction:
    """One guess about a demo, in milliseconds."""

    demo: str
    at: str
    guess_ms: float
    actual_ms: float
    variant: str = ""

    @property
    def off_ms(self) -> float:
        """How far off: above 0 when the guess was too long."""
        return round(self.guess_ms - self.actual_ms, 3)

    @property
    def right(self) -> bool:
        """Whether it was close enough."""
        return is_right(self.guess_ms, self.actual_ms)

    @property
    def off(self) -> str:
        """How far off, in words."""
        if not self.off_ms:
            return "exact"
        return f"{abs(self.off_ms):g} ms too {'long' if self.off_ms > 0 else 'short'}"


@dataclass(frozen=True)
class Work:
    """A stretch of work on a lesson without a long pause. `part` is "lesson" or "exercises".

    `cell` is the id of the furthest cell that was run, `until` the end of the stretch in UTC.
    """

    lesson: str
    part: str
    until: datetime
    seconds: float
    cell: str = ""

    @property
    def since(self) -> datetime:
        """Its beginning."""
        return self.until - timedelta(seconds=self.seconds)


class Log:
    """The events of a file by their names, each list in the order of time."""

    def __init__(self, events: Iterable[dict[str, Any]]) -> None:
        self._named: dict[str, Told] = {}
        for event in sorted(events, key=lambda event: str(event.get("at", ""))):
            told = (str(event.get("at", "")), event["data"])
            self._named.setdefault(event["name"], []).append(told)

    def all(self, name: str, **needed: type | tuple[type, ...]) -> Told:
        """The events called `name`; one whose data is not of the types `needed` is passed over."""
        return [
            (at, data)
            for at, data in self._named.get(name, [])
            if all(isinstance(data.get(key), kind) for key, kind in needed.items())
        ]

    def exercises(self, name: str) -> tuple[str, ...]:
        """The exercises that events called `name` are about, each once."""
        return tuple(dict.fromkeys(data["exercise"] for _, data in self.all(name, exercise=str)))

    def attempts(self, sources: dict[str, str]) -> tuple[Attempt, ...]:
        """Each program and outcome once, where it was first seen: to run a cell again is no try.

        Nor is the program that ships. What was attempted and never checked ended with the kernel.
        """
        seen: dict[tuple[str, str, str], Attempt] = {}
        for at, data in self.all("checked", exercise=str, outcome=str):
            attempt = _attempt(at, data, sources)
            seen.setdefault((attempt.exercise, attempt.source, attempt.outcome), attempt)
        came_back = {(exercise, source) for exercise, source, _ in seen}
        for at, data in self.all("attempted", exercise=str, source=str):
            attempt = _attempt(at, {**data, "outcome": "unfinished"}, sources)
            if (attempt.exercise, attempt.source) not in came_back:
                seen.setdefault((attempt.exercise, attempt.source, attempt.outcome), attempt)
        tries = (attempt for attempt in seen.values() if attempt.outcome != "not_attempted")
        return tuple(sorted(tries, key=lambda attempt: attempt.at))

    def predictions(self) -> tuple[Prediction, ...]:
        """The guesses, the first one first."""
        told = self.all("predicted", demo=str, guess_ms=NUMBER, actual_ms=NUMBER)
        return tuple(
            Prediction(d["demo"], at, d["guess_ms"], d["actual_ms"], str(d.get("variant", "")))
            for at, d in told
        )

    def hints(self) -> dict[str, int]:
        """How many hints were asked for, an exercise."""
        hints: dict[str, int] = {}
        for _, data in self.all("hint", exercise=str, number=int):
            hints[data["exercise"]] = max(hints.get(data["exercise"], 0), data["number"])
        return hints

    def work(self) -> tuple[Work, ...]:
        """The stretches of work, the first one first."""
        told = self.all("worked", lesson=str, part=str, until=str, seconds=NUMBER)
        return tuple(sorted(_work(told), key=lambda work: work.until))


def _attempt(at: str, data: dict[str, Any], sources: dict[str, str]) -> Attempt:
    codes = data.get("codes")
    return Attempt(
        data["exercise"],
        at,
        data["outcome"],
        sources.get(str(data.get("source", "")), ""),
        _count(data.get("met")),
        _count(data.get("requirements")),
        tuple(map(str, codes)) if isinstance(codes, list) else (),
    )


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _work(told: Told) -> Iterator[Work]:
    for _, data in told:
        until = moment(data["until"])
        if until is not None and 0 <= data["seconds"] < 86_400:
            cell = str(data.get("cell", ""))
            yield Work(data["lesson"], data["part"], until, float(data["seconds"]), cell)


def moment(text: str) -> datetime | None:
    """An instant from its ISO form, in UTC where it names no zone; None if it is none."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def covered(work: Iterable[Work]) -> float:
    """Seconds that stretches of work cover; what two kernels did at once counts once."""
    total, reached = 0.0, None
    for stretch in sorted(work, key=lambda stretch: stretch.since):
        begin = stretch.since if reached is None else max(stretch.since, reached)
        total += max((stretch.until - begin).total_seconds(), 0.0)
        reached = stretch.until if reached is None else max(reached, stretch.until)
    return total
