"""One mutant before the checker: the same engine as `course check`, and is what it says true?"""

from __future__ import annotations

import contextlib
import io
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from course_lib.exercises import exercise
from course_lib.exercises.loading import judge_file
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

    @property
    def refused(self) -> bool:
        """Whether the program did not get through.

        A hang counts, `course check` calls it failed; so does the program that ships.
        """
        return self.outcome in ("failed", "hung", "not_attempted")

    @property
    def accepted(self) -> bool:
        """Whether the checker let the program pass."""
        return self.outcome == "passed"


def judge(name: str, source: str, *, seed: int = 0) -> Judged:
    """Check one program as the exercise `name`, and test what its findings claim."""
    start = time.process_time()
    silent = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "mutant.py")
        file.write_text(source, "utf-8")
        with contextlib.redirect_stdout(silent), contextlib.redirect_stderr(silent):
            verdict = judge_file(exercise(name), file, seed=seed)
            beliefs = tuple(f.misconception for f in verdict.findings if f.misconception)
            unsound = soundness.contradictions(name, source, beliefs)
    spent = time.process_time() - start
    return Judged(verdict.outcome, verdict.codes, beliefs, tuple(unsound), spent)
