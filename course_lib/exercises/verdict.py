"""What a check found out: data only. How it looks is decided in `view`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from course_lib.tracing import Trace

Outcome = Literal["passed", "failed", "not_attempted", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with an answer.

    `code` is from the closed list of the exercise. `message` says what happened: times, order,
    calls, the learner's line. `misconception` is the name of the belief behind it and `advice`
    the sentence about that belief; both are None unless the code itself shows the belief.
    `requirement` is the id of the requirement that is not met, `details` a traceback to unfold.
    """

    code: str
    message: str
    requirement: str
    misconception: str | None = None
    advice: str | None = None
    details: str = ""

    @property
    def text(self) -> str:
        """The message, and then what to know about the belief behind it."""
        return f"{self.message} {self.advice}" if self.advice else self.message

    def to_dict(self) -> dict[str, Any]:
        """As `course check --json` prints it."""
        return {"code": self.code, "message": self.text, "misconception": self.misconception}


@dataclass(frozen=True, slots=True)
class RequirementResult:
    """One line of the contract: what was expected, and what the learner's code did.

    `judged` is False where no run came far enough to tell; such a line is not met either.
    """

    id: str
    text: str
    met: bool
    expected: str
    actual: str
    judged: bool = True

    @property
    def sign(self) -> str:
        """A glyph and its word: met, not met, or not judged."""
        if not self.judged:
            return "· not judged"
        return "✓ met" if self.met else "✗ not met"

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {name: getattr(self, name) for name in RequirementResult.__slots__}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one attempt.

    `trace` is the run that decided (of a right answer: the plainest one) and `ideal` how long it
    takes at best, both in seconds of virtual time. `story` says what that run was about.
    `seconds` is the wall time of the check. `notes` are sentences that change no outcome.
    """

    exercise: str
    outcome: Outcome
    requirements: tuple[RequirementResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    trace: Trace | None = field(default=None, repr=False)
    ideal: float | None = None
    story: str = ""
    seconds: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every requirement is met."""
        return self.outcome == "passed"

    @property
    def met(self) -> int:
        """How many requirements are met."""
        return sum(result.met for result in self.requirements)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the findings, in order."""
        return tuple(finding.code for finding in self.findings)

    @property
    def summary(self) -> str:
        """One line, the same for every right answer: "load_dashboard: passed, 5 of 5 ..."."""
        outcome = self.outcome.replace("_", " ")
        if not self.requirements:
            return f"{self.exercise}: {outcome}"
        return (
            f"{self.exercise}: {outcome}, {self.met} of {len(self.requirements)} requirements met"
        )

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, without the trace."""
        return {
            "exercise": self.exercise,
            "outcome": self.outcome,
            "requirements": [result.to_dict() for result in self.requirements],
            "findings": [finding.to_dict() for finding in self.findings],
            "notes": list(self.notes),
            "seconds": self.seconds,
        }

    def __str__(self) -> str:
        from course_lib.exercises.view import verdict_text

        return verdict_text(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from course_lib.exercises.notebook import verdict_bundle

        return verdict_bundle(self)
