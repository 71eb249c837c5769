"""What a learner does in a kernel: check, ask for a hint, open the solution. Events tell of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_lib.exercises import material
from course_lib.exercises.answer import Answer
from course_lib.exercises.checking import judge
from course_lib.exercises.markup import Markup, element
from course_lib.exercises.whereabouts import on_start_page
from course_lib.progress import so_far
from course_lib.progress.listener import is_listening
from course_lib.tracing.events import publish

if TYPE_CHECKING:
    from course_lib.exercises.beside import Beside
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
        lines = (element("p", code_html(line)) for line in self.text.splitlines())
        return element("div", style(), *lines, program, class_="fp-verdict")


@dataclass(frozen=True)
class _Checked:
    """The answer that a kernel checked last, a right one before a wrong one."""

    answer: Answer
    passed: bool


_latest: dict[str, _Checked] = {}


def check(exercise: Exercise, objects: tuple[Any, ...]) -> Verdict:
    """Judge an attempt and tell everybody; the attempt is told before anything runs.

    The start page shows a check of an answer that is not the learner's: nobody hears of that one.
    """
    answer = exercise.answer(*objects) if objects else _from_notebook(exercise)
    if on_start_page():
        return judge(exercise, answer)
    if not exercise.ladder.recalled:
        _recall(exercise)
    publish("attempted", exercise=exercise.id, source=answer.source)
    verdict = judge(exercise, answer)
    if verdict.outcome in ("passed", "failed"):
        if verdict.passed or exercise.id not in _latest or not _latest[exercise.id].passed:
            _latest[exercise.id] = _Checked(answer, verdict.passed)
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


def _recall(exercise: Exercise) -> None:
    """Count on from what the progress file says: another kernel may have been at it, too."""
    if not is_listening():
        return
    before = so_far()
    failed = (a.source for a in before.attempts(exercise.id) if a.outcome == "failed" and a.source)
    exercise.ladder.recall(
        before.hints.get(exercise.id, 0), failed, solved=exercise.id in before.solved
    )


def hint(exercise: Exercise) -> Message:
    """The next hint; after the last one, the last again.

    What only an earlier kernel has shown is shown once more, before it.
    """
    _recall(exercise)
    rungs, ladder = exercise.hints, exercise.ladder
    index = ladder.climb(len(rungs))
    publish("hint", exercise=exercise.id, number=index + 1, of=len(rungs))
    first, ladder.shown = min(ladder.shown, index), index + 1
    hints = (f"Hint {k + 1} of {len(rungs)}: {rungs[k]}" for k in range(first, index + 1))
    return Message("\n".join(hints))


def solution(exercise: Exercise) -> Message | Beside:
    """Yours and ours, once solved or after hints and tries; before that, what is missing."""
    from course_lib.exercises.beside import beside

    _recall(exercise)
    rungs, solved = len(exercise.hints), exercise.ladder.solved
    if not exercise.ladder.opens(rungs):
        return Message(exercise.ladder.closed(rungs))
    checked = _latest.get(exercise.id)
    if checked is not None and checked.passed == solved:
        yours, source = checked.answer, checked.answer.source
    else:
        yours, source = None, _kept_source(exercise, solved=solved)
    heading = f"{exercise.id}: {'yours and ours' if solved else 'your last try, and ours'}"
    both = beside(exercise, yours, source, heading)
    if both is None:
        return Message(f"The solution of {exercise.id} is not at hand. {material.MISSING}")
    publish("solution", exercise=exercise.id, solved=solved)
    return both


def _kept_source(exercise: Exercise, *, solved: bool) -> str:
    """The learner's last right answer, or the last try, from the progress file; "" without one."""
    wanted = "passed" if solved else "failed"
    attempts = so_far().attempts(exercise.id) if is_listening() else ()
    return next((a.source for a in reversed(attempts) if a.outcome == wanted), "")
