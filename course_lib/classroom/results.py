"""What came out of judging a folder, as data; nothing from a sandbox is believed unread."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from course_lib.exercises.child import FIELDS
from course_lib.exercises.manifest import exercise, exercises
from course_lib.tracing import Trace

if TYPE_CHECKING:
    from course_lib.exercises.model import Exercise

OUTCOMES = ("passed", "failed", "not_attempted", "error")  # the best first
_CODE = re.compile(r"[a-z0-9-]{1,60}")
MOST_FINDINGS = 50
LONGEST = 4000  # characters of one message


@dataclass(frozen=True)
class Found:
    """One finding: its code, what happened, and the belief behind it, None if none was seen."""

    code: str
    message: str
    misconception: str | None = None


@dataclass(frozen=True)
class Result:
    """One learner's answer to one exercise; `met` of `of` requirements, `seconds` of wall time.

    `trace` is the run that decided and `ideal` its best time (seconds); `story` what it was about.
    """

    learner: str
    file: str
    exercise: str
    outcome: str
    findings: tuple[Found, ...] = ()
    met: int = 0
    of: int = 0
    seconds: float = 0.0
    trace: Trace | None = field(default=None, repr=False)
    ideal: float | None = None
    story: str = ""

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """The beliefs that were named, each once."""
        return tuple(dict.fromkeys(f.misconception for f in self.findings if f.misconception))


@dataclass(frozen=True)
class Sheet:
    """What one notebook gave. `problem` is a sentence, "" where the notebook could be judged."""

    learner: str
    file: str
    results: tuple[Result, ...] = ()
    problem: str = ""


def read_report(learner: str, file: str, chosen: Exercise, report: Any) -> Result:
    """The result in a report from a sandbox; ValueError if it is not one that a check makes."""
    if not isinstance(report, dict) or set(report) != FIELDS:
        raise ValueError("the report does not have the fields of a report")
    if report["outcome"] not in OUTCOMES:
        raise ValueError("the report has an outcome that there is not")
    met, of = _count(report["met"]), _count(report["of"])
    findings = _findings(chosen, report["findings"])
    if report["outcome"] == "passed" and (findings or not met == of == len(chosen.requirements)):
        raise ValueError("the report says passed and shows otherwise")
    trace, ideal, story = _run(report["run"])
    return Result(
        learner, file, chosen.id, report["outcome"], findings, met, of,
        _number(report["seconds"]), trace, ideal, story,
    )  # fmt: skip


def _findings(chosen: Exercise, given: Any) -> tuple[Found, ...]:
    if not isinstance(given, list) or len(given) > MOST_FINDINGS:
        raise ValueError("the report has no list of findings")
    known = {belief.belief for belief in chosen.misconceptions}
    found = []
    for item in given:
        if not isinstance(item, dict) or not isinstance(item.get("message"), str):
            raise ValueError("the report has a finding without a message")
        if not isinstance(item.get("code"), str) or not _CODE.fullmatch(item["code"]):
            raise ValueError("the report has a finding without a code")
        belief = item.get("misconception")
        belief = belief if isinstance(belief, str) and belief in known else None
        found.append(Found(item["code"], item["message"][:LONGEST], belief))
    return tuple(found)


def _run(given: Any) -> tuple[Trace | None, float | None, str]:
    if given is None:
        return None, None, ""
    if not isinstance(given, dict) or not isinstance(given.get("story"), str):
        raise ValueError("the report has a run without its story")
    ideal = given.get("ideal")
    story = given["story"][:LONGEST]
    return Trace.from_dict(given.get("trace")), None if ideal is None else _number(ideal), story


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 100:
        raise ValueError("the report has a count that is none")
    return value


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or value < 0:
        raise ValueError("the report has a number that is none")
    return float(value)


@dataclass(frozen=True)
class Tally:
    """How the room stands with one exercise; each learner counts once, with the best outcome."""

    exercise: str
    lesson: str
    counts: dict[str, int]
    misconceptions: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class ClassReport:
    """All sheets, in the order of the files."""

    sheets: tuple[Sheet, ...]

    @property
    def results(self) -> list[Result]:
        """Every result of every notebook."""
        return [result for sheet in self.sheets for result in sheet.results]

    @property
    def problems(self) -> list[Sheet]:
        """The notebooks that could not be judged, or not to their end."""
        return [sheet for sheet in self.sheets if sheet.problem]

    @property
    def learners(self) -> list[str]:
        """Everybody who handed something in."""
        return list(dict.fromkeys(sheet.learner for sheet in self.sheets))

    @property
    def exercises(self) -> list[str]:
        """The exercises that somebody handed in, in the order of the course."""
        handed_in = {result.exercise for result in self.results}
        return [each.id for each in exercises() if each.id in handed_in]

    def best(self) -> dict[tuple[str, str], Result]:
        """The best result of each learner with each exercise; of equals the last."""
        found: dict[tuple[str, str], Result] = {}
        for result in self.results:
            key = (result.learner, result.exercise)
            if key not in found or _rank(result) >= _rank(found[key]):
                found[key] = result
        return found

    def tallies(self) -> list[Tally]:
        """One line an exercise."""
        best = self.best().values()
        tallies = []
        for name in self.exercises:
            of_it = [result for result in best if result.exercise == name]
            counts = Counter(result.outcome for result in of_it)
            lesson = exercise(name).lesson
            tallies.append(
                Tally(
                    name,
                    f"{lesson.number}. {lesson.title}",
                    {outcome: counts[outcome] for outcome in OUTCOMES},
                    tuple(beliefs(of_it)),
                )
            )
        return tallies


def _rank(result: Result) -> tuple[int, int]:
    return -OUTCOMES.index(result.outcome), result.met


def beliefs(results: Iterable[Result]) -> Sequence[tuple[str, int]]:
    """The misconceptions that were seen, the most common first, with how many hold each."""
    held = Counter(belief for result in results for belief in result.misconceptions)
    return sorted(held.items(), key=lambda item: (-item[1], item[0]))
