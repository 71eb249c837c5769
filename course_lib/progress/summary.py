"""Progress as data, as text and as a table, all from the same events."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import asdict, dataclass, field
from typing import Any

Told = list[tuple[str, dict[str, Any]]]  # events of one name: when, and what was told

NOTHING = "Nothing yet. What you check, predict and solve is listed here."


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


@dataclass(frozen=True)
class Progress:
    """What a learner has done so far. Prints as text, shows as a table in a notebook."""

    solved: tuple[str, ...] = ()
    all_attempts: tuple[Attempt, ...] = ()
    predictions: tuple[Prediction, ...] = ()
    hints: dict[str, int] = field(default_factory=dict)
    opened_solutions: tuple[str, ...] = ()
    answers: dict[tuple[str, int], bool] = field(default_factory=dict)
    note: str = ""

    @classmethod
    def from_events(
        cls, events: list[dict[str, Any]], sources: dict[str, str], note: str = ""
    ) -> Progress:
        """Read the log; an event that lacks something is passed over."""
        by_name: dict[str, Told] = {}
        for event in sorted(events, key=lambda event: event.get("at", "")):
            by_name.setdefault(event["name"], []).append((event.get("at", ""), event["data"]))

        def all_of(name: str, *needed: str) -> Told:
            return [(at, d) for at, d in by_name.get(name, []) if all(key in d for key in needed)]

        def exercises(name: str) -> tuple[str, ...]:
            return tuple(dict.fromkeys(d["exercise"] for _, d in all_of(name, "exercise")))

        hints: dict[str, int] = {}
        for _, data in all_of("hint", "exercise", "number"):
            hints[data["exercise"]] = max(hints.get(data["exercise"], 0), data["number"])
        return cls(
            solved=exercises("solved"),
            all_attempts=_attempts(
                all_of("attempted", "exercise", "source"),
                all_of("checked", "exercise", "outcome"),
                sources,
            ),
            predictions=tuple(
                Prediction(d["demo"], at, d["guess_ms"], d["actual_ms"], d.get("variant", ""))
                for at, d in all_of("predicted", "demo", "guess_ms", "actual_ms")
            ),
            hints=hints,
            opened_solutions=exercises("solution"),
            answers={
                (d["lesson"], d["question"]): d["right"]
                for _, d in all_of("answered", "lesson", "question", "right")
            },
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

    def rows(self) -> list[tuple[str, str, str, str]]:
        """A line an exercise: its id, where it stands, tries, hints."""
        rows = []
        for exercise in self.exercises:
            tries, last = self.attempts(exercise), ""
            if tries and tries[-1].requirements:
                last = f", {tries[-1].met or 0} of {tries[-1].requirements} requirements met"
            stands = "solved" if exercise in self.solved else f"open{last}"
            rows.append((exercise, stands, str(len(tries)), str(self.hints.get(exercise, 0))))
        return rows

    def lines(self) -> list[str]:
        """The sentences beside the table: recap, predictions, and what went wrong."""
        lines = []
        if self.answers:
            right = sum(self.answers.values())
            lines.append(f"Recap questions right: {right} of {len(self.answers)} answered.")
        if self.predictions:
            count = len(self.predictions)
            close = sum(abs(p.off_ms) <= max(0.02 * p.actual_ms, 1) for p in self.predictions)
            last = self.predictions[-1]
            made = "1 prediction" if count == 1 else f"{count} predictions"
            lines.append(f"{made}, {close} right; the last one {_off(last)} ({last.demo}).")
        return lines + ([self.note] if self.note else [])

    def __str__(self) -> str:
        """The text twin of the table."""
        rows = [("exercise", "", "tries", "hints"), *self.rows()]
        parts = []
        if len(rows) > 1:
            widths = [max(len(row[column]) for row in rows) for column in range(4)]
            for row in rows:
                cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
                parts.append("  ".join(cells).rstrip())
        return "\n".join(parts + self.lines()) or NOTHING

    __repr__ = __str__

    def _repr_html_(self) -> str:
        root = ET.Element("div")
        if rows := self.rows():
            table = ET.SubElement(root, "table")
            ET.SubElement(table, "caption").text = "Your progress"
            head = ET.SubElement(ET.SubElement(table, "thead"), "tr")
            for title in ("Exercise", "Where it stands", "Tries", "Hints"):
                ET.SubElement(head, "th", scope="col").text = title
            body = ET.SubElement(table, "tbody")
            for row in rows:
                line = ET.SubElement(body, "tr")
                ET.SubElement(line, "th", scope="row").text = row[0]
                for cell in row[1:]:
                    ET.SubElement(line, "td").text = cell
        for sentence in self.lines() or ([] if rows else [NOTHING]):
            ET.SubElement(root, "p").text = sentence
        return ET.tostring(root, encoding="unicode", method="html")

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, with the source of every attempt."""
        return {
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


def _attempts(attempted: Told, checked: Told, sources: dict[str, str]) -> tuple[Attempt, ...]:
    """Each program and outcome once, where it was first seen: running a cell again is no try.

    Nor is the program that ships. What was attempted and never checked ended with the kernel.
    """
    seen: dict[tuple[str, str, str], Attempt] = {}
    for at, data in checked:
        attempt = _attempt(at, data, sources)
        seen.setdefault((attempt.exercise, attempt.source, attempt.outcome), attempt)
    came_back = {(exercise, source) for exercise, source, _ in seen}
    for at, data in attempted:
        attempt = _attempt(at, {**data, "outcome": "unfinished"}, sources)
        if (attempt.exercise, attempt.source) not in came_back:
            seen.setdefault((attempt.exercise, attempt.source, attempt.outcome), attempt)
    tries = (attempt for attempt in seen.values() if attempt.outcome != "not_attempted")
    return tuple(sorted(tries, key=lambda attempt: attempt.at))


def _attempt(at: str, data: dict[str, Any], sources: dict[str, str]) -> Attempt:
    return Attempt(
        data["exercise"],
        at,
        data["outcome"],
        sources.get(data.get("source", ""), ""),
        data.get("met"),
        data.get("requirements"),
        tuple(data.get("codes", ())),
    )


def _off(prediction: Prediction) -> str:
    off = prediction.off_ms
    if not off:
        return "exact"
    return f"{abs(off):g} ms too {'long' if off > 0 else 'short'}"
