"""What a run on virtual time leaves behind: pure data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from course_lib.tracing import Trace
from course_lib.virtual_time.where import Where


@dataclass(frozen=True, slots=True)
class Stop:
    """What a guard ended or refused: a code for programs, a sentence for the learner.

    Codes that end a run: "deadlock", "runaway" (awaits, but time stands still), "spinning" (no
    await), "stuck" (real time passes, nothing runs), "time-limit", "steps-limit", "exit",
    "memory". Codes that refuse a call: "socket", "input", "asyncio-run", "subprocess", "fork",
    "exit", "thread", "signal". Codes that only note: "blocked", "swallowed-cancel", "output".
    """

    code: str
    message: str
    where: Where | None = None


class StoppedError(RuntimeError):
    """A guard ended the run; `stop` says which and why."""

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop.message)
        self.stop = stop


@dataclass(frozen=True, slots=True)
class Leftover:
    """A task that was still under way after the main coroutine was over.

    `where` is the learner's line at which it waited then; `settled` tells whether it came to
    its own end while the run settled.
    """

    name: str
    where: Where | None
    settled: bool = False


@dataclass(frozen=True, slots=True)
class LoopError:
    """What the loop's exception handler heard. `task` is a name: the task itself may be gone."""

    message: str
    exception: BaseException | None = None
    task: str | None = None
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class NeverAwaited:
    """A coroutine object that nobody awaited, and the learner's line that made it."""

    name: str
    where: Where | None


@dataclass(slots=True)
class Run:
    """One run of a coroutine on virtual time. All times are virtual seconds.

    `elapsed` is when the main coroutine was over (or the run was stopped). `unretrieved` are
    exceptions of tasks that nobody has read, observed without marking them read. `blocked` is
    the time in which `time.sleep` held up the loop. `swallowed` counts cancellations that were
    caught and not passed on. `stopped` is the first guard that ended the run or refused a
    call; `notes` has all that guards have to say, in order. `printed` is the beginning of what
    the code printed, `printed_total` how many characters that was; `steps` counts callbacks.
    """

    value: Any = None
    exception: BaseException | None = None
    elapsed: float = 0.0
    trace: Trace = field(default_factory=Trace)
    leftover: list[Leftover] = field(default_factory=list)
    loop_errors: list[LoopError] = field(default_factory=list)
    unretrieved: list[BaseException] = field(default_factory=list)
    never_awaited: list[NeverAwaited] = field(default_factory=list)
    stopped: Stop | None = None
    blocked: float = 0.0
    swallowed: int = 0
    notes: list[Stop] = field(default_factory=list)
    printed: str = ""
    printed_total: int = 0
    steps: int = 0

    def result(self) -> Any:
        """The main coroutine's value; raises what it raised."""
        if self.exception is not None:
            raise self.exception
        return self.value
