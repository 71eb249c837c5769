"""What a learner does in a kernel: check, ask for a hint, open the solution. Events tell of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_lib.exercises import material
from course_lib.exercises.answer import Answer
from course_lib.exercises.checking import judge
from course_lib.exercises.markup import Markup, element
from course_lib.tracing.events import publish

if TYPE_CHECKING:
    from course_lib.exercises.model import Exercise
    from course_lib.exercises.verdict import Verdict


@dataclass(frozen=True)
class Message:
    """A few lines for the learner, with code where there is any; the same as text and HTML."""

    text: str
    code: str = ""

    def __str__(self) -> str:
        return f"{self.text}\n\n{self.code}" if self.code else self.text

    __repr__ = __str__

    def _repr_html_(self) -> Markup:
        from course_lib.exercises.view import code_html, style

        program = element("pre", element("code", self.code)) if self.code else None
        return element(
            "div", style(), element("p", code_html(self.text)), program, class_="fp-verdict"
        )


def check(exercise: Exercise, objects: tuple[Any, ...]) -> Verdict:
    """Judge an attempt and tell everybody; the attempt is told before anything runs."""
    answer = exercise.answer(*objects) if objects else _from_notebook(exercise)
    publish("attempted", exercise=exercise.id, source=answer.source)
    verdict = judge(exercise, answer)
    if verdict.outcome in ("passed", "failed"):
        exercise.ladder.tried(answer.source, passed=verdict.passed)
    publish(
        "checked",
        exercise=exercise.id,
        outcome=verdict.outcome,
        codes=list(verdict.codes),
        misconceptions=[f.misconception for f in verdict.findings if f.misconception],
        met=verdict.met,
        requirements=len(verdict.requirements),
        source=answer.source,
        seconds=verdict.seconds,
    )
    if verdict.passed:
        publish("solved", exercise=exercise.id, seconds=verdict.seconds)
    return verdict


def _from_notebook(exercise: Exercise) -> Answer:
    """The names of the contract as the notebook has them now."""
    import __main__

    found = vars(__main__)
    names = [required.name for required in exercise.names]
    objects = [found[name] for name in names if name in found]
    return exercise.answer(*objects) if len(objects) == len(names) else Answer({}, found)


def hint(exercise: Exercise) -> Message:
    """The next hint; after the last one, the last again."""
    rungs = exercise.hints
    index = exercise.ladder.climb(len(rungs))
    publish("hint", exercise=exercise.id, number=index + 1, of=len(rungs))
    return Message(f"Hint {index + 1} of {len(rungs)}: {rungs[index]}")


def solution(exercise: Exercise) -> Message:
    """The model solution, or what is missing until it opens."""
    rungs = len(exercise.hints)
    if not exercise.ladder.opens(rungs):
        return Message(exercise.ladder.closed(rungs))
    program = exercise.model
    if program is None:
        return Message(f"The solution of {exercise.id} is not at hand. {material.MISSING}")
    publish("solution", exercise=exercise.id, solved=exercise.ladder.solved)
    return Message(f"One right answer to {exercise.id}:", program)
