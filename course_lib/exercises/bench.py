"""The tools a contract is written with: play the answer, then say what was met or missed.

A contract is a tuple of scenarios. Each is a function of a `Bench`:

    def three_delays(bench):
        stage = bench.stage()
        api = stage.api(get_customer=Reply(0.2, "c"), ...)
        play = bench.play("load_dashboard", api, 7, stage=stage, ideal=0.5)
        play.answered("result")
        play.took("time", 0.5)
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import inspect
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from course_lib.exercises.answer import Answer
from course_lib.exercises.stage import CLOSE, MOMENT, Stage, group_leaves
from course_lib.exercises.troubles import COMMON_CODES, Trouble, of_exception, of_stop
from course_lib.exercises.words import listed, number, seconds, shown
from course_lib.virtual_time import Batch, Run

if TYPE_CHECKING:
    from course_lib.tracing import Span


class ScenarioOver(Exception):  # no error: this scenario has nothing more to say
    """The run says nothing more; the check goes on with the next scenario."""


class NotAwaitableError(TypeError):
    """The answer is called like an async function and gave something that cannot be awaited."""

    def __init__(self, name: str, made: Any) -> None:
        _close(made)
        super().__init__(
            f"`{name}` is not async: calling it gave {_article(made)}, which cannot be awaited. "
            f"Begin it with `async def {name}`."
        )


@dataclass
class Symptom:
    """What was missed first under one code: the raw form of a finding."""

    code: str
    requirement: str
    message: str
    play: Play | None = None
    details: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Bench:
    """Plays an answer in scenarios and keeps what they showed, requirement by requirement."""

    answer: Answer
    batch: Batch
    seed: int = 0
    symptoms: list[Symptom] = field(default_factory=list)
    saw: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    plays: list[Play] = field(default_factory=list)
    printed: int = 0
    fatal: bool = False

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def stage(self) -> Stage:
        """A new set of injected back ends."""
        return Stage()

    def met(self, requirement: str, actual: str) -> None:
        """A requirement held in this run; the first `actual` of each is what the learner reads."""
        self.saw.setdefault(requirement, actual)

    def missed(
        self, requirement: str, code: str, message: str, play: Play | None = None, **facts: Any
    ) -> None:
        """A requirement did not hold; the first message of each code is kept."""
        self.failed.setdefault(requirement, message)
        # What an error that was told already leads to elsewhere is not told again.
        if (
            play is not None
            and play.error is not None
            and code in ("wrong-error", "cancellation-lost")
        ):
            kind = type(play.error)
            told = (s.play.error for s in self.symptoms if s.code in COMMON_CODES and s.play)
            if any(type(error) is kind and error.args == play.error.args for error in told):
                return
        if not any(s.code == code for s in self.symptoms):
            details = facts.pop("details", "")
            self.symptoms.append(Symptom(code, requirement, message, play, details, facts))

    def play(
        self,
        name: str,
        *args: Any,
        stage: Stage,
        story: str = "",
        ideal: float | None = None,
        requirement: str = "result",
        cancel_at: float | None = None,
        **options: Any,
    ) -> Play:
        """Run `name(*args)` on the virtual clock.

        `requirement` is the one that is missed if a guard ends the run. Calls that are due at
        one instant are shuffled. Raises ScenarioOver when the run cannot be judged.
        """
        function = self.answer.objects[name]

        async def attempt() -> Any:
            stage.begin()
            made = function(*args)
            if not inspect.isawaitable(made):
                raise NotAwaitableError(name, made)
            return _as_of_now(await made)

        return self.perform(
            attempt, stage, story, ideal, requirement, cancel_at=cancel_at, **options
        )

    def perform(
        self,
        attempt: Callable[[], Awaitable[Any]],
        stage: Stage,
        story: str = "",
        ideal: float | None = None,
        requirement: str = "result",
        **options: Any,
    ) -> Play:
        """Run any coroutine function of the checker's that uses the answer; as `play`."""
        options.setdefault("seed", self.random.randrange(1 << 30))
        run = self.batch.run(attempt, **options)
        play = Play(self, run, stage, story, ideal)
        self.plays.append(play)
        self.printed += run.printed_total
        if isinstance(run.exception, NotAwaitableError):
            self.trouble(requirement, Trouble("not-async", str(run.exception), final=True), play)
        if run.stopped is not None:
            self.trouble(requirement, of_stop(run.stopped), play)
        if run.blocked > MOMENT:
            note = next((n for n in run.notes if n.code == "blocked"), None)
            self.trouble(requirement, of_stop(note, run.blocked), play)
        return play

    def trouble(self, requirement: str, trouble: Trouble, play: Play | None) -> None:
        """Note what ended a run, and leave the scenario."""
        self.missed(requirement, trouble.code, trouble.message, play, details=trouble.details)
        self.fatal = self.fatal or trouble.fatal
        raise ScenarioOver


@dataclass
class Play:
    """One run of the answer, with the questions that contracts ask about it.

    Every question notes its requirement as met or missed and says which.
    """

    bench: Bench
    run: Run
    stage: Stage
    story: str = ""
    ideal: float | None = None
    given: Any = None  # what a contract keeps of the question, for recognising beliefs

    @property
    def value(self) -> Any:
        """What the answer returned."""
        return self.run.value

    @property
    def error(self) -> BaseException | None:
        """What the answer raised, None if it returned."""
        return self.run.exception

    @property
    def spans(self) -> list[Span]:
        """The calls, in the order of their start."""
        return self.stage.spans

    def met(self, requirement: str, actual: str) -> bool:
        """Note that a requirement held; True."""
        self.bench.met(requirement, actual)
        return True

    def missed(self, requirement: str, code: str, message: str, **facts: Any) -> bool:
        """Note that a requirement did not hold; False. `facts` are for recognising beliefs."""
        self.bench.missed(requirement, code, message, self, **facts)
        return False

    def answered(self, requirement: str) -> bool:
        """It gave a value that is no task and no coroutine; raises ScenarioOver otherwise."""
        if self.error is not None:
            trouble = self._raised_a_value() or of_exception(self.error)
            self.bench.trouble(requirement, trouble, self)
        if trouble := _unfinished(self.value):
            self.bench.trouble(requirement, trouble, self)
        return True

    def _raised_a_value(self) -> Trouble | None:
        """The answer raised an exception object that a call had returned."""
        for leaf in group_leaves(self.error):
            if any(leaf is given for given in self.stage.given_errors):
                message = (
                    f"A call returned {shown(leaf)}, an exception object that is a value like any "
                    "other, and your code raised it."
                )
                return Trouble("raised", message, of_exception(self.error).details)
        return None

    def gave(
        self, requirement: str, expected: Any, code: str = "wrong-result", **facts: Any
    ) -> bool:
        """The value is `expected`, types included."""
        if same(self.value, expected):
            return self.met(requirement, f"returned {shown(self.value)}")
        message = f"Returned {shown(self.value)}; {shown(expected)} was expected."
        return self.missed(requirement, code, message, **facts)

    def called_once(self, requirement: str, expected: Mapping[str, tuple[Any, ...]]) -> bool:
        """Each of these services was called once, with these arguments."""
        made = Counter(span.name for span in self.spans)
        for name in expected:
            if made[name] > 1:
                return self.missed(
                    requirement,
                    "called-twice",
                    f"{name} was called {number(made[name], 'time')}; "
                    f"one call is enough{self.when(name)}.",
                    service=name,
                )
        absent = [name for name in expected if not made[name]]
        if absent:
            message = f"{listed(absent)} {'was' if len(absent) == 1 else 'were'} never called."
            return self.missed(requirement, "not-called", message)
        for span in self.spans:
            if not same(span.args, expected[span.name]):
                return self.missed(
                    requirement,
                    "wrong-arguments",
                    f"{span.name} was called with {shown(span.args)}; "
                    f"{shown(expected[span.name])} was expected.",
                )
        return self.met(requirement, f"{listed(expected)} called once each")

    def when(self, name: str) -> str:
        """The starts of one service's calls: " (at 0.000 s and 0.350 s)"."""
        return f" (at {listed(seconds(span.start) for span in self.stage.of(name))})"

    def started_at_once(self, requirement: str) -> bool:
        """All calls began at the very start."""
        late = [span for span in self.spans if span.start > CLOSE]
        if late:
            last = max(late, key=lambda span: span.start)
            waited = [s.name for s in self.spans if s.end and abs(s.end - last.start) < MOMENT]
            after = f", when {listed(waited)} had ended" if waited else ""
            return self.missed(
                requirement,
                "late-start",
                f"{last.name} started at {seconds(last.start)}{after}; "
                "it could have started at 0.000 s.",
            )
        return self.met(requirement, "all calls started at 0.000 s")

    def took(self, requirement: str, ideal: float, against: str = "the slowest call takes") -> bool:
        """The answer came after `ideal` seconds, to a thousandth."""
        elapsed = self.run.elapsed
        said = f"ook {seconds(elapsed)}; {against} {seconds(ideal)}"
        if elapsed > ideal + CLOSE:
            return self.missed(requirement, "too-slow", f"T{said}.")
        if elapsed < ideal - CLOSE:
            return self.missed(
                requirement, "too-early", f"T{said}, so it did not wait for all that it asked for."
            )
        return self.met(requirement, f"t{said}")

    def raised(self, requirement: str, errors: Iterable[BaseException], group: bool = True) -> bool:
        """One of these errors reached the caller: itself or, where `group`, inside a group."""
        errors = list(errors)
        names = listed((type(error).__name__ for error in errors), "or")
        if self.error is None:
            if all(span.status == "ok" for span in self.spans):
                # The call that fails was never made; that is told elsewhere.
                self.bench.failed.setdefault(requirement, "the call that fails was never made")
                return False
            if bad := _unfinished(self.value):
                return self.missed(requirement, bad.code, bad.message)
            if any(held is error for error in errors for held in _held(self.value)):
                return self.missed(
                    requirement,
                    "error-as-value",
                    f"A call failed with {names}, and the caller got the exception object as a "
                    f"value: {shown(self.value)}.",
                )
            return self.missed(
                requirement,
                "error-lost",
                f"A call failed with {names}, and the caller got {shown(self.value)} "
                "as if nothing had happened.",
            )
        leaves = group_leaves(self.error)
        is_group = isinstance(self.error, BaseExceptionGroup)
        if any(alike(leaf, error) for leaf in leaves for error in errors):
            if is_group and not group:
                return self.missed(
                    requirement,
                    "error-in-group",
                    f"The caller got {type(self.error).__name__}; "
                    f"the {names} itself was expected, without a group around it.",
                )
            return self.met(requirement, f"the caller got {type(self.error).__name__}")
        trouble = of_exception(self.error)
        return self.missed(
            requirement,
            "wrong-error",
            f"A call failed with {names}, and the caller got another error. {trouble.message}",
            details=trouble.details,
        )

    def cancelled(self, requirement: str, at: float) -> bool:
        """The caller was cancelled at `at`, and CancelledError came out."""
        if isinstance(self.error, asyncio.CancelledError):
            return self.met(requirement, "the cancelled caller got CancelledError")
        got = (
            f"returned {shown(self.value)}"
            if self.error is None
            else f"raised {type(self.error).__name__}"
        )
        return self.missed(
            requirement,
            "cancellation-lost",
            f"The caller was cancelled at {seconds(at)}, and your code {got}; "
            "CancelledError must come out.",
        )

    def nothing_left(self, requirement: str) -> bool:
        """No call was under way after the end."""
        left = self.stage.unfinished(self.run.elapsed)
        if left:
            ends = listed(
                f"{span.name} ran on" + (f" until {seconds(span.end)}" if span.end else "")
                for span in left
            )
            message = f"Your code was over at {seconds(self.run.elapsed)}, but {ends}."
            return self.missed(requirement, "left-running", message)
        return self.met(requirement, "nothing was left running")

    def cleaned_up(self, requirement: str) -> bool:
        """No clean-up was broken off by a second cancellation."""
        for span in self.spans:
            if not span.cleaned_up:
                return self.missed(
                    requirement,
                    "cancelled-twice",
                    f"{span.name} was cancelled at {seconds(span.cancelled_at)} and again at "
                    f"{seconds(span.end)}, in the middle of its clean-up.",
                )
        return self.met(requirement, "each clean-up ran to its end")

    def quiet(self, requirement: str) -> bool:
        """Nothing was left for the loop to complain about."""
        lost = self.run.unretrieved
        errors = [e for e in self.run.loop_errors if e.exception not in lost]
        if lost:
            names = listed(type(error).__name__ for error in lost)
            message = f"Nobody read the error of a task: {names} (never retrieved)."
            return self.missed(requirement, "never-retrieved", message)
        if errors:
            message = f"The event loop had to report: {errors[0].message}."
            return self.missed(requirement, "loop-error", message)
        return self.met(requirement, "nothing unhandled")


def _held(value: Any) -> Iterable[Any]:
    """A value and what it directly contains."""
    yield value
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, (list, tuple, set)):
        yield from value


def _unfinished(value: Any) -> Trouble | None:
    """A task, a future or a coroutine where a value should be."""
    held = list(_held(value))
    for kind, code in ((asyncio.Future, "returned-tasks"), (Awaitable, "returned-coroutine")):
        found = [item for item in held if isinstance(item, kind)]
        if found:
            if code == "returned-coroutine":
                _close(found)
            name = type(found[0]).__name__.lstrip("_")
            one = len(found) == 1
            what = f"a {name} object" if one else f"{len(found)} {name} objects"
            gives = f"not what {'it gives' if one else 'they give'}"
            rest = f", {gives}" if code == "returned-tasks" else " that nobody has awaited"
            return Trouble(code, f"Returned {what}{rest}.")
    return None


def _as_of_now(value: Any) -> Any:
    """A value as it is when it is returned; what a stray task adds later does not count."""
    return copy.copy(value) if type(value) in (dict, list) else value


def _close(value: Any) -> None:
    """Close coroutines that nobody will await, so that Python need not warn of them."""
    for item in _held(value):
        if inspect.iscoroutine(item):
            with contextlib.suppress(Exception):
                item.close()


def _article(value: Any) -> str:
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def same(value: Any, expected: Any) -> bool:
    """Equal, and of one type: 0 is not False; containers are compared item by item."""
    if value is expected:
        return True
    try:
        if isinstance(expected, dict):
            return (
                isinstance(value, dict)
                and len(value) == len(expected)
                and all(key in value and same(value[key], expected[key]) for key in expected)
            )
        if isinstance(expected, (list, tuple)):
            return (
                isinstance(value, type(expected))
                and len(value) == len(expected)
                and all(map(same, value, expected))
            )
        return type(value) is type(expected) and bool(value == expected)
    except Exception:  # an __eq__ of the learner's may do anything
        return False


def alike(error: BaseException, expected: BaseException) -> bool:
    """The same exception, or one that cannot be told from it."""
    return error is expected or (type(error) is type(expected) and error.args == expected.args)
