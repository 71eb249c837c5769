"""`settle`: Promise.allSettled, with value, error and cancellation kept apart."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Sequence
from itertools import permutations
from typing import Any

from course_lib.exercises.beliefs import one_after_another
from course_lib.exercises.bench import Bench, Play, alike, same
from course_lib.exercises.code import Code
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.partial_results.lesson import (
    LESSON,
    TICKET,
    formats,
    swallows_cancellation,
    tests_for_type,
    try_in_a_loop,
)
from course_lib.exercises.stage import Reply, group_leaves
from course_lib.exercises.words import number, seconds, shown

DELAYS = (0.45, 0.2, 0.3)


def _settle(bench: Bench, replies: Sequence[Reply], story: str, **options: Any) -> Play:
    stage = bench.stage()
    calls = [stage.call(f"call_{i}", reply) for i, reply in enumerate(replies)]
    ideal = max((reply.delay for reply in replies), default=0.0)
    options.setdefault("requirement", "outcomes")
    return bench.play("settle", calls, stage=stage, story=story, ideal=ideal, **options)


def _judge(play: Play, replies: Sequence[Reply]) -> None:
    """Everything that the contract says about a run that nobody cancels."""
    leaves = group_leaves(play.error)
    lost = [leaf for leaf in leaves if any(r.error and alike(leaf, r.error) for r in replies)]
    if lost:
        same_one = play.error is lost[0]
        message = (
            f"A call raised {type(lost[0]).__name__}, and settle raised "
            f"{'it' if same_one else type(play.error).__name__}; "
            "a call that fails gives a Failed in the list."
        )
        play.missed("outcomes", "raised-for-a-call", message)
        return
    play.answered("order")
    if _list(play, replies) and all(_outcome(play, i, replies) for i in range(len(replies))):
        play.met("order", "one outcome a call, in the order of the calls")
        play.met("outcomes", "values, errors and cancellations kept apart")
    play.called_once("start", {f"call_{i}": () for i in range(len(replies))})
    play.started_at_once("start")
    play.took("time", play.ideal)


def _list(play: Play, replies: Sequence[Reply]) -> bool:
    outcomes = play.value
    if not isinstance(outcomes, list):
        message = f"Returned {shown(outcomes)} ({type(outcomes).__name__}); a list was expected."
        return play.missed("order", "wrong-shape", message)
    if len(outcomes) != len(replies):
        message = (
            f"{number(len(replies), 'call')} gave {number(len(outcomes), 'outcome')}; "
            "each call has an outcome of its own."
        )
        good = [reply for reply in replies if reply.error is None]
        only_good = len(outcomes) == len(good) and all(
            _is_outcome_of(play, got, r) for got, r in zip(outcomes, good, strict=True)
        )
        return play.missed("order", "lost-outcomes", message, only_good=only_good)
    return True


def _outcome(play: Play, i: int, replies: Sequence[Reply]) -> bool:
    """Whether outcome `i` is what call `i` did; says what is wrong with it."""
    objects, got, reply = play.bench.answer.objects, play.value[i], replies[i]
    did = f"Call {i} {_deed(reply)}, and its outcome is {_described(got)}"
    if not isinstance(got, (objects["Ok"], objects["Failed"])):
        message = f"{did}, which is neither an Ok nor a Failed."
        return play.missed("outcomes", "wrong-shape", message)
    if _is_outcome_of(play, got, reply):
        return True
    if reply.error is None and isinstance(got, objects["Failed"]) and got.error is reply.value:
        return play.missed("outcomes", "value-as-failure", f"{did}; an Ok was expected.")
    if any(_is_outcome_of(play, got, other) for other in replies):
        message = f"{did}: the outcome of another call."
        facts = {"completion": _as_they_ended(play, replies)}
        return play.missed("order", "wrong-order", message, **facts)
    if reply.error is None:
        code = "value-as-failure" if isinstance(got, objects["Failed"]) else "wrong-outcome"
        return play.missed(
            "outcomes", code, f"{did}; {shown(objects['Ok'](reply.value))} expected."
        )
    cancelled = isinstance(reply.error, asyncio.CancelledError)
    if isinstance(got, objects["Ok"]):
        code = "cancelled-as-ok" if cancelled else "failure-as-ok"
        return play.missed("outcomes", code, f"{did}; a Failed was expected.")
    message = f"{did}; Failed must hold the exception object that the call raised."
    return play.missed("outcomes", "wrong-error", message)


def _described(outcome: Any) -> str:
    """The outcome; a long text in it, a whole traceback for example, is not repeated."""
    error = getattr(outcome, "error", None)
    return "a Failed that holds a text" if isinstance(error, str) else shown(outcome)


def _as_they_ended(play: Play, replies: Sequence[Reply]) -> bool:
    """Whether the outcomes stand in the order in which the calls ended."""
    ended = sorted(replies, key=lambda reply: reply.delay)
    return all(_is_outcome_of(play, got, r) for got, r in zip(play.value, ended, strict=True))


def _deed(reply: Reply) -> str:
    if isinstance(reply.error, asyncio.CancelledError):
        return "ended cancelled"
    return f"raised {reply.error!r}" if reply.error else f"returned {shown(reply.value)}"


def _is_outcome_of(play: Play, got: Any, reply: Reply) -> bool:
    objects = play.bench.answer.objects
    if reply.error is None:
        return isinstance(got, objects["Ok"]) and same(got.value, reply.value)
    if not isinstance(got, objects["Failed"]):
        return False
    if isinstance(reply.error, asyncio.CancelledError):
        return isinstance(got.error, asyncio.CancelledError)
    return isinstance(got.error, BaseException) and alike(got.error, reply.error)


def _tried(bench: Bench, replies: Sequence[Reply], story: str) -> None:
    _judge(_settle(bench, replies, story), replies)


def every_call_answers(bench: Bench) -> None:
    """All calls answer, in every order of completion."""
    for delays in permutations(DELAYS):
        replies = [Reply(d, f"value {bench.random.randrange(1000)}-{d}") for d in delays]
        _tried(bench, replies, "three calls that all answer")


def some_calls_fail(bench: Bench) -> None:
    """One call answers and two fail, in every order of completion."""
    for delays in permutations(DELAYS):
        replies = [
            Reply(delays[0], error=ConnectionError("reviews are down")),
            Reply(delays[1], ["in stock", 3]),
            Reply(delays[2], error=KeyError("a bug")),
        ]
        bench.random.shuffle(replies)
        _tried(bench, replies, "one call that answers and two that fail")


def all_calls_fail_at_one_instant(bench: Bench) -> None:
    """No call answers; and calls that are over at once."""
    errors = [TimeoutError("late"), ExceptionGroup("both", [ValueError("a")]), OSError("disk")]
    for _ in range(3):
        _tried(bench, [Reply(0.25, error=e) for e in errors], "calls that fail at one instant")
    at_once = [Reply(0.0, error=errors[0]), Reply(0.0, "now"), Reply(0.1, error=errors[2])]
    _tried(bench, at_once, "a call that fails at once")


def a_slow_day(bench: Bench) -> None:
    """A call has no time limit: settle waits as long as it takes."""
    slow = [Reply(90.0, "late"), Reply(0.2, error=ConnectionError("down")), Reply(600.0, "later")]
    _tried(bench, slow, "calls that take minutes")


def values_of_every_kind(bench: Bench) -> None:
    """Nothing, false things and exception objects are values when a call returns them."""
    odd = [None, 0, False, "", [], ValueError("returned, not raised"), asyncio.CancelledError()]
    bench.random.shuffle(odd)
    delays = bench.random.sample([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], len(odd))
    _tried(
        bench,
        [Reply(d, v) for d, v in zip(delays, odd, strict=True)],
        "calls that return nothing, false things, and exception objects",
    )
    _tried(
        bench,
        [Reply(0.2, ConnectionError("a note")), Reply(0.1, error=ConnectionError("a note"))],
        "a call that returns an exception beside one that raises it",
    )


def a_call_ends_cancelled(bench: Bench) -> None:
    """A call that somebody else cancels is an outcome like any other."""
    for delays in permutations((0.1, 0.25, 0.4)):
        replies = [
            Reply(delays[0], "fine"),
            Reply(delays[1], error=asyncio.CancelledError("by somebody else")),
            Reply(delays[2], error=ConnectionError("down")),
        ]
        _tried(bench, replies, "a call that ends cancelled by itself")


def one_call_twice_and_none(bench: Bench) -> None:
    """The same function twice is two calls; no functions are no calls."""
    stage = bench.stage()
    call = stage.call("call_0", [Reply(0.3, "first"), Reply(0.3, "second")])
    play = bench.play(
        "settle", [call, call], stage=stage, story="one call, twice", ideal=0.3, requirement="order"
    )
    play.answered("order")
    values = sorted(str(getattr(item, "value", item)) for item in _items(play.value))
    if values != ["first", "second"] or not isinstance(play.value, list):
        message = f"The list held one call twice; settle gave {shown(play.value)}."
        play.missed("order", "lost-outcomes", message, only_good=False)
    settle, stage = bench.answer.objects["settle"], bench.stage()

    async def two_visits() -> Any:
        stage.begin()
        first = await settle([])
        if isinstance(first, list):
            first.append("from another visit")
            first = first[:-1]
        return first, await settle([])

    nothing = bench.perform(two_visits, stage, "no calls", 0.0, "order")
    nothing.answered("order")
    for value in nothing.value:
        if not same(value, []):
            message = f"No calls gave {shown(value)}; an empty list was expected."
            nothing.missed("order", "empty-input", message)


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else ()


def two_at_once(bench: Bench) -> None:
    """Two settles that run together share nothing."""
    settle, stage = bench.answer.objects["settle"], bench.stage()
    lists = [
        [stage.call(f"call_{n}{i}", Reply(d, f"{n}{i}")) for i, d in enumerate(delays)]
        for n, delays in enumerate(((0.4, 0.1), (0.2, 0.3)))
    ]

    async def both() -> Any:
        stage.begin()
        return await asyncio.gather(*map(settle, lists))

    play = bench.perform(both, stage, "two lists that settle at the same time", 0.4, "outcomes")
    play.answered("outcomes")
    got = [[getattr(item, "value", None) for item in _items(one)] for one in play.value]
    expected = [["00", "01"], ["10", "11"]]
    if got != expected and [sorted(map(str, one)) for one in got] == expected:
        message = f"Two lists that settle together gave {shown(got)}; {expected} was expected."
        play.missed("order", "wrong-order", message)
    elif got != expected:
        message = f"Two lists that settle together gave {shown(got)}; they share something."
        play.missed("outcomes", "mixed-up", message)


def caller_is_cancelled(bench: Bench) -> None:
    """A cancelled settle cancels its calls, once, and waits for their clean-up."""
    for delays in ((0.5, 0.1, 0.4, 0.6), (0.1, 0.6, 0.5, 0.4)):
        for failing in (False, True):
            replies = [Reply(d, "value", cleanup=2.0 - d) for d in delays]
            if failing:
                at = delays.index(0.1)
                replies[at] = Reply(0.1, error=ConnectionError("down"))
            _cancelled(bench, replies, 0.2)


def _cancelled(bench: Bench, replies: Sequence[Reply], at: float) -> None:
    story = f"a caller that is cancelled at {seconds(at)}"
    play = _settle(bench, replies, story, requirement="cancelled", cancel_at=at)
    if not play.cancelled("cancelled", at):
        return
    play.nothing_left("cancelled")
    play.cleaned_up("cancelled")
    going = [s for s in play.spans if s.cancelled_at is None and (s.end is None or s.end > at)]
    if going:
        message = f"{going[0].name} was not cancelled: it ran to its end."
        play.missed("cancelled", "not-cancelled", message)


def _completion_order(evidence: Evidence) -> bool:
    code = evidence.code
    collects = code.calls("as_completed", "append", "put", "put_nowait", "wait")
    fills = code.any(ast.Subscript, lambda node: isinstance(node.ctx, ast.Store))
    adds = any(True for _ in code.nodes(ast.AugAssign, ast.Yield))
    return evidence.facts.get("completion", False) and (bool(collects) or fills or adds)


def _filters(evidence: Evidence) -> bool:
    return evidence.facts.get("only_good", False)


def _formats_errors(evidence: Evidence) -> bool:
    """What Failed holds was made of the error's text: a text itself, or a new exception."""
    held = _first_error(evidence.symptom.play)
    kinds = (str, type, tuple, bytes, BaseException)
    return isinstance(held, kinds) and formats(evidence.code)


def _first_error(play: Play) -> Any:
    failed = play.bench.answer.objects["Failed"]
    return next((o.error for o in play.value if isinstance(o, failed)), None)


def _only_exception(code: Code) -> bool:
    """`except Exception` makes the Failed, and what gather keeps besides becomes an Ok."""
    failed = any(code.calls("Failed", inside=handler) for handler in code.catches("Exception"))
    wider = code.catches("", "BaseException", "CancelledError")
    return failed and not wider and code.gathers_exceptions()


SLOW = frozenset({"late-start", "too-slow"})

MISCONCEPTIONS = (
    Misconception(
        "outcomes arrive in the order asked",
        "The outcomes are in completion order, so reviews and stock swap places; "
        "keep the position of each call.",
        frozenset({"wrong-order"}),
        _completion_order,
    ),
    Misconception(
        "only the successes matter",
        "You filtered inside settle, so the caller cannot tell which call failed or pair answers "
        "with questions; return one outcome per call.",
        frozenset({"lost-outcomes"}),
        _filters,
    ),
    Misconception(
        "the message is the error",
        "The text of an error has lost its type and its traceback; keep the exception object, "
        "the caller decides what to log.",
        frozenset({"wrong-error"}),
        _formats_errors,
    ),
    Misconception(
        "the safest handler is the widest one",
        "`except BaseException` also eats the cancellation of settle itself: timeouts and "
        "shutdown no longer stop it.",
        frozenset({"cancellation-lost"}),
        swallows_cancellation,
    ),
    Misconception(
        "an exception in the list was raised",
        "return_exceptions mixes values and errors in one list: a call that RETURNS an exception "
        "object (a validator, say) looks failed; mark successes before gather.",
        frozenset({"value-as-failure"}),
        # Where cancelled calls are misread as well, the next belief says both.
        lambda e: (
            tests_for_type(e.code, "Exception", "BaseException", "CancelledError")
            and "cancelled-as-ok" not in e.codes
        ),
    ),
    Misconception(
        "everything that failed is an Exception",
        "CancelledError is a BaseException, so a cancelled call was reported as "
        "Ok(CancelledError()); mark successes instead of testing for errors.",
        frozenset({"cancelled-as-ok"}),
        lambda e: tests_for_type(e.code, "Exception") or _only_exception(e.code),
    ),
    Misconception(
        "try/except needs one call at a time",
        "Correct answers, but one after another: the delays add up. Put the try inside a "
        "coroutine and run those together.",
        SLOW,
        lambda e: one_after_another(e.symptom.play) and try_in_a_loop(e.code),
    ),
    Misconception(
        "except Exception catches every way of failing",
        "A call that ends cancelled raises CancelledError, which is no Exception since Python "
        "3.8: it went past your handler. Mark the successes and let gather keep the rest.",
        frozenset({"raised", "raised-for-a-call"}),
        lambda e: (
            isinstance(e.symptom.play.error, asyncio.CancelledError)
            and bool(e.code.catches("Exception"))
        ),
    ),
)

SETTLE = Exercise(
    id="settle",
    lesson=LESSON,
    ticket=TICKET,
    title="Wait for all calls and keep every outcome",
    rank="core",
    names=(
        Required("settle", "async", ("calls",)),
        Required("Ok", "class", ("value",)),
        Required("Failed", "class", ("error",)),
    ),
    contract=(
        "`async def settle(calls) -> list[Ok | Failed]` runs all `calls` (async functions without "
        "arguments) together and returns one outcome a call, in their order: `Ok(value)` for what "
        "a call returned, also if that is an exception object, and `Failed(error)` for what it "
        "raised, also if that is CancelledError. The two classes are defined in the cell."
    ),
    requirements=(
        Requirement(
            "order",
            "Returns a list with one outcome a call, in the order of the calls; "
            "no calls, no outcomes.",
            "one outcome a call, in the order of the calls",
        ),
        Requirement(
            "outcomes",
            "Ok holds what a call returned, Failed the exception it raised; "
            "settle raises for none.",
            "values, errors and cancellations kept apart",
        ),
        Requirement(
            "start",
            "Makes each call once, and starts all before it waits for any.",
            "each call starts at 0.000 s",
        ),
        Requirement("time", "Takes as long as the slowest call.", "the longest delay, not the sum"),
        Requirement(
            "cancelled",
            "When settle itself is cancelled, its calls are cancelled and finish, "
            "and CancelledError comes out.",
            "CancelledError, and nothing left running",
        ),
    ),
    hints=(
        "What is in the list, and how do you know that it was raised?",
        "Mark the successes.",
        "`return Ok(await call())` in a coroutine of its own, under "
        "`gather(return_exceptions=True)`.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        every_call_answers,
        some_calls_fail,
        all_calls_fail_at_one_instant,
        a_slow_day,
        values_of_every_kind,
        a_call_ends_cancelled,
        one_call_twice_and_none,
        two_at_once,
        caller_is_cancelled,
    ),
    own_codes=frozenset(
        {
            "wrong-shape",
            "lost-outcomes",
            "wrong-order",
            "wrong-outcome",
            "value-as-failure",
            "failure-as-ok",
            "cancelled-as-ok",
            "wrong-error",
            "raised-for-a-call",
            "empty-input",
            "mixed-up",
            "called-twice",
            "not-called",
            "wrong-arguments",
            "late-start",
            "too-slow",
            "too-early",
            "cancellation-lost",
            "left-running",
            "cancelled-twice",
            "not-cancelled",
        }
    ),
)
