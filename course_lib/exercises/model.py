"""What an exercise is: its ticket, its contract, its hints, and the beliefs it recognises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from course_lib.exercises import material
from course_lib.exercises.answer import Answer, answer_from_objects
from course_lib.exercises.code import Code, normal_form
from course_lib.exercises.ladder import Ladder
from course_lib.exercises.troubles import COMMON_CODES

if TYPE_CHECKING:
    from course_lib.exercises.bench import Bench, Symptom
    from course_lib.exercises.verdict import Verdict
    from course_lib.progress.syllabus import Lesson

Rank = Literal["core", "standard", "stretch"]
Scenario = Callable[["Bench"], None]


@dataclass(frozen=True, slots=True)
class Required:
    """A name that the answer must define. `parameters` are those of the contract, in order.

    `keywords` are parameters that are passed by name.
    """

    name: str
    kind: Literal["async", "function", "class"]
    parameters: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    @property
    def signature(self) -> str:
        """The first line of the definition, without its colon."""
        start = {"async": "async def ", "function": "def ", "class": "class "}[self.kind]
        named = ("*", *self.keywords) if self.keywords else ()
        return f"{start}{self.name}({', '.join((*self.parameters, *named))})"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the contract. `expected` is what a right answer shows."""

    id: str
    text: str
    expected: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a belief is recognised by: a symptom, all codes seen, and the answer's code."""

    symptom: Symptom
    codes: frozenset[str]
    code: Code

    @property
    def facts(self) -> dict[str, Any]:
        """What the contract noted with the symptom."""
        return self.symptom.facts


@dataclass(frozen=True, slots=True)
class Misconception:
    """A belief and the sentence for those who hold it.

    It is named for a finding whose code is in `symptoms`, and only if `shown_by` finds the
    belief in the code as well.
    """

    belief: str
    sentence: str
    symptoms: frozenset[str]
    shown_by: Callable[[Evidence], bool]


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise of the course. `contract` is the text, `scenarios` what is tried, in order.

    `codes` is the closed list of what may be found. `names` must be defined by an answer.
    """

    id: str
    lesson: Lesson
    ticket: str
    title: str
    rank: Rank
    names: tuple[Required, ...]
    contract: str
    requirements: tuple[Requirement, ...]
    hints: tuple[str, ...]
    misconceptions: tuple[Misconception, ...]
    scenarios: tuple[Scenario, ...]
    own_codes: frozenset[str]
    ladder: Ladder = field(default_factory=Ladder, repr=False)

    def __repr__(self) -> str:
        return f"exercise({self.id!r})"

    @property
    def codes(self) -> frozenset[str]:
        """Every code that a finding of this exercise can have."""
        return self.own_codes | COMMON_CODES

    @property
    def cell(self) -> str:
        """The id of the cell that holds the answer."""
        return f"{self.id.replace('_', '-')}-answer"

    @property
    def shipped(self) -> str | None:
        """The program that the learner begins with; None where the course is not at hand."""
        return material.shipped(self.lesson.file, self.cell)

    @property
    def model(self) -> str | None:
        """The model solution; None where the course is not at hand."""
        return material.solved(self.lesson.file, self.cell)

    def is_shipped(self, source: str) -> bool:
        """Whether `source` is still the shipped program; comments and blank lines do not count."""
        shipped = self.shipped
        if not shipped or not source.strip():
            return False
        try:
            return normal_form(source) == normal_form(shipped)
        except (SyntaxError, ValueError, RecursionError):
            return False

    def judge(self, answer: Answer, *, seed: int = 0) -> Verdict:
        """Check an answer; tells nobody and counts nothing."""
        from course_lib.exercises.checking import judge

        return judge(self, answer, seed=seed)

    def check(self, *objects: Any) -> Verdict:
        """Check your answer: pass what the exercise asks you to define.

        Without arguments, the names are looked up in the notebook.
        """
        from course_lib.exercises import session

        return session.check(self, objects)

    def answer(self, *objects: Any) -> Answer:
        """The attempt that these objects are."""
        return answer_from_objects([required.name for required in self.names], objects)

    def hint(self) -> Any:
        """The next hint; hints are counted."""
        from course_lib.exercises import session

        return session.hint(self)

    def solution(self) -> Any:
        """The model solution, once you have passed, or after all hints and three honest tries."""
        from course_lib.exercises import session

        return session.solution(self)

    def show(self) -> None:
        """Show the ticket, the contract and the buttons."""
        from course_lib.exercises import notebook

        notebook.show(self)

    def _ipython_display_(self) -> None:
        self.show()
