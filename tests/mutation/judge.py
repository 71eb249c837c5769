"""One mutant before the checker: the same engine as `course check`, and is what it says true?"""

from __future__ import annotations

import contextlib
import io
import time
from dataclasses import dataclass, field
from typing import Any

from course_lib.exercises import exercise
from course_lib.exercises.answer import Answer
from tests.mutation import soundness


@dataclass(frozen=True)
class Judged:
    """What became of one program. `seconds` is CPU time.

    `outcome` is the checker's, or "hung" where the process had to be ended from outside.
    `unsound` holds sentences about findings that name a belief the program does not show.
    """

    outcome: str
    codes: tuple[str, ...] = ()
    beliefs: tuple[str, ...] = ()
    unsound: tuple[str, ...] = ()
    seconds: float = 0.0
    notes: tuple[str, ...] = field(default=(), repr=False)

    @property
    def refused(self) -> bool:
        """Whether the program was found out; a hang is, `course check` calls it failed."""
        return self.outcome in ("failed", "hung")

    @property
    def accepted(self) -> bool:
        """Whether the checker let the program pass, or took it for the shipped one."""
        return self.outcome in ("passed", "not_attempted")


def judge(name: str, source: str, *, seed: int = 0, sound: bool = True) -> Judged:
    """Check one program as the exercise `name`; with `sound`, test what its findings claim."""
    start = time.process_time()
    task = exercise(name)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            namespace = load(source)
        except Exception as error:
            return Judged("failed", (f"does not load: {type(error).__name__}",))
        objects = {r.name: namespace[r.name] for r in task.names if r.name in namespace}
        verdict = task.judge(Answer(objects, namespace, source), seed=seed)
        claims = tuple(f.misconception for f in verdict.findings if f.misconception)
        unsound = soundness.contradictions(name, source, claims) if sound and claims else ()
    spent = time.process_time() - start
    return Judged(verdict.outcome, verdict.codes, claims, tuple(unsound), spent)


def load(source: str, file: str = "mutant.py") -> dict[str, Any]:
    """The namespace that a program makes."""
    namespace: dict[str, Any] = {"__name__": "mutant"}
    exec(compile(source, file, "exec", dont_inherit=True), namespace)
    return namespace
