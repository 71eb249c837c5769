"""Progress as data; how it looks is decided in `view`."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from .records import Attempt, Log, Prediction, Work, covered
from .syllabus import LESSONS, Lesson


@dataclass(frozen=True)
class Station:
    """One lesson on the map. `state` is "done", "started", "new", or "unwritten".

    A lesson is done when its core exercise is solved. `next` marks the one lesson to go on with.
    """

    lesson: Lesson
    state: str
    next: bool
    seconds: float


@dataclass(frozen=True)
class Progress:
    """What a learner has done so far. Prints as text, shows as a map in a notebook."""

    solved: tuple[str, ...] = ()
    all_attempts: tuple[Attempt, ...] = ()
    predictions: tuple[Prediction, ...] = ()
    hints: dict[str, int] = field(default_factory=dict)
    opened_solutions: tuple[str, ...] = ()
    answers: dict[tuple[str, int], bool] = field(default_factory=dict)
    work: tuple[Work, ...] = ()
    note: str = ""

    @classmethod
    def from_events(
        cls, events: list[dict[str, Any]], sources: dict[str, str], note: str = ""
    ) -> Progress:
        """Read the log; an event that lacks something is passed over."""
        log = Log(events)
        return cls(
            solved=log.exercises("solved"),
            all_attempts=log.attempts(sources),
            predictions=log.predictions(),
            hints=log.hints(),
            opened_solutions=log.exercises("solution"),
            answers={
                (d["lesson"], d["question"]): d["right"]
                for _, d in log.all("answered", lesson=str, question=int, right=bool)
            },
            work=log.work(),
            note=note,
        )

    def attempts(self, exercise: str) -> tuple[Attempt, ...]:
        """The attempts at one exercise, the first one first; equal sources count once."""
        return tuple(attempt for attempt in self.all_attempts if attempt.exercise == exercise)

    @property
    def exercises(self) -> tuple[str, ...]:
        """The exercises that were tried or solved, in that order."""
        tried = [attempt.exercise for attempt in self.all_attempts]
        return tuple(dict.fromkeys([*tried, *self.solved]))

    def stands(self, exercise: str) -> str:
        """Where an exercise stands, in words; "" for one that was never tried."""
        if exercise in self.solved:
            return "solved"
        tries = self.attempts(exercise)
        if not tries:
            return ""
        if not tries[-1].requirements:
            return "open"
        return f"open, {tries[-1].met or 0} of {tries[-1].requirements} requirements met"

    def seconds(self, lesson: str) -> float:
        """How long the learner has worked on a lesson and its exercises, without long pauses."""
        return covered(work for work in self.work if work.lesson == lesson)

    def stations(self) -> tuple[Station, ...]:
        """The map: every lesson, where it stands, and which one is next."""
        states = {lesson.name: self._state(lesson) for lesson in LESSONS}
        going_on = self._next(states)
        return tuple(
            Station(lesson, states[lesson.name], lesson.name == going_on, self.seconds(lesson.name))
            for lesson in LESSONS
        )

    def _state(self, lesson: Lesson) -> str:
        if not lesson.exercises:
            return "unwritten"
        if lesson.exercises[0] in self.solved:
            return "done"
        tried = set(lesson.exercises) & set(self.exercises)
        seen = {work.lesson for work in self.work} | {name for name, _ in self.answers}
        return "started" if tried or lesson.name in seen else "new"

    def _next(self, states: dict[str, str]) -> str | None:
        """The lesson worked on last, if it is not done; else the first one that is not."""
        last = self.work[-1].lesson if self.work else ""
        if states.get(last) == "started":
            return last
        for wanted in ("started", "new"):
            for name, state in states.items():
                if state == wanted:
                    return name
        return None

    def __str__(self) -> str:
        """The text twin of the map and its tables."""
        from .view import progress_text

        return progress_text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from .view import progress_html

        return progress_html(self)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, with the source of every attempt."""
        return {
            "lessons": [
                {
                    "number": station.lesson.number,
                    "name": station.lesson.name,
                    "state": station.state,
                    "next": station.next,
                    "seconds": round(station.seconds, 1),
                }
                for station in self.stations()
            ],
            "solved": list(self.solved),
            "attempts": [asdict(attempt) for attempt in self.all_attempts],
            "predictions": [asdict(p) | {"off_ms": p.off_ms} for p in self.predictions],
            "hints": self.hints,
            "solutions_opened": list(self.opened_solutions),
            "answers": [
                {"lesson": lesson, "question": question, "right": right}
                for (lesson, question), right in self.answers.items()
            ],
            "note": self.note,
        }
