"""What can go wrong with any answer, whatever the exercise: one code and one sentence each."""

from __future__ import annotations

import asyncio
import re
import sys
import traceback
from dataclasses import dataclass

from course_lib.exercises.words import seconds
from course_lib.virtual_time import RefusedError, Stop, StoppedError
from course_lib.virtual_time.where import is_learners, of_traceback

# The guards' codes (virtual_time) and the finding codes that learners and reports see.
GUARDS = {
    "deadlock": "deadlock",
    "runaway": "never-ends",
    "spinning": "never-ends",
    "stuck": "never-ends",
    "time-limit": "never-ends",
    "steps-limit": "never-ends",
    "blocked": "blocking-call",
    "socket": "network",
    "input": "asks-for-input",
    "asyncio-run": "nested-loop",
    "subprocess": "starts-process",
    "fork": "starts-process",
    "exit": "ends-process",
    "memory": "memory",
    "thread": "starts-thread",
    "signal": "handles-signals",
}

# Costly or unsafe to meet again in the next scenario.
FATAL = frozenset({"never-ends", "memory", "starts-process", "ends-process", "too-long"})

# Every code that may be found with any async exercise, beside those of its contract.
COMMON_CODES = frozenset(
    {
        "missing-name",
        "not-a-function",
        "not-async",
        "wrong-parameters",
        "raised",
        "returned-tasks",
        "returned-coroutine",
        "too-long",
        "odd-value",
        *GUARDS.values(),
    }
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A code and its sentence; `final` when every other scenario would say the same."""

    code: str
    message: str
    details: str = ""
    final: bool = False

    @property
    def fatal(self) -> bool:
        """Whether no further scenario should be tried."""
        return self.final or self.code in FATAL


def of_stop(stop: Stop | None, blocked: float = 0.0) -> Trouble:
    """What a guard ended, refused or noted."""
    if stop is None:
        return Trouble("blocking-call", f"The event loop was held up for {seconds(blocked)}.")
    return Trouble(GUARDS.get(stop.code, "never-ends"), sentence(stop.message))


def of_exception(error: BaseException) -> Trouble:
    """One sentence and the learner's line; the traceback is kept apart."""
    if isinstance(error, (RefusedError, StoppedError)):
        return of_stop(error.stop)
    if isinstance(error, MemoryError):
        return Trouble("memory", f"Your code ran out of memory{_place(error)}.")
    if isinstance(error, asyncio.CancelledError):
        return Trouble("raised", f"Your code ended with CancelledError{_place(error)}.")
    name = type(error).__name__
    text = _text(error)
    message = f"Your code raised {name}{_place(error)}" + (f": {text}" if text else "")
    more = _held(error) + _not_imported(error) + _of_another_loop(text)
    return Trouble("raised", sentence(message) + more, unfold(error))


def _held(error: BaseException) -> str:
    """What a group is about: the first plain error in it, and where that was raised."""
    leaf = error
    while isinstance(leaf, BaseExceptionGroup):
        leaf = leaf.exceptions[0]
    if leaf is error:
        return ""
    text = _text(leaf)
    said = f"{type(leaf).__name__}{_place(leaf)}" + (f": {text}" if text else "")
    return sentence(f" It holds {said}")


def _of_another_loop(text: str) -> str:
    """What to do about a lock or a future that is kept from one call to the next."""
    if not text.endswith(("is bound to a different event loop", "attached to a different loop")):
        return ""
    return " It is kept from an earlier call, which had another event loop: make it in each call."


def _not_imported(error: BaseException) -> str:
    """What to do where a module's name is not there: its cell of imports has not been run."""
    name = error.name if type(error) is NameError else None
    if name not in sys.stdlib_module_names:
        return ""
    return f" Run the cell that imports it first, or write `import {name}` above your code."


def unfold(error: BaseException) -> str:
    """The traceback from the learner's first line on, without the checker's own frames."""
    trace = error.__traceback__
    while trace is not None and not is_learners(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    lines = traceback.format_exception(type(error), error, trace, limit=12, chain=False)
    return "".join(lines)[:4000].rstrip()


def sentence(text: str) -> str:
    """`text` with a full stop at its end."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _place(error: BaseException) -> str:
    where = of_traceback(error.__traceback__)
    return f" in {where}" if where is not None else ""


def _text(error: BaseException) -> str:
    try:
        text = str(error)
    except Exception:  # a __str__ of the learner's may do anything
        return ""
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", text)  # differs in every run and says nothing
    if isinstance(error, ImportError):
        text = re.sub(r" \([^()]*__init__\.py\)$", "", text)  # a path of this machine
    return text if len(text) <= 300 else f"{text[:300]} ..."
