"""`quote_order`: all at once, and at the first failure nobody is left behind."""

from __future__ import annotations

import ast
import asyncio
from itertools import permutations, product
from typing import Any

from course_lib.exercises.bench import Bench, Play, same
from course_lib.exercises.code import TASK_MAKERS, Code
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.parallel_fetches.lesson import (
    LESSON,
    TICKET,
    lazy_coroutines,
    one_after_another,
    task_at_once,
    waits_each_time,
)
from course_lib.exercises.stage import CLOSE, MOMENT, Reply, Stage, group_leaves
from course_lib.exercises.words import listed, seconds, shown

SERVICES = {"price": "price", "stock": "reserve_stock", "shipping": "shipping_rate"}
KEYS = tuple(SERVICES)
CART = ["KETTLE-3", "MUG-2", "MUG-2"]
DELAYS = (0.45, 0.2, 0.3)
CLEANUPS = (0.15, 0.05, 0.25)


def _api(stage: Stage, replies: list[Reply]) -> Any:
    return stage.api(("cart",), **dict(zip(SERVICES.values(), replies, strict=True)))


def _quote(bench: Bench, replies: list[Reply], story: str, **options: Any) -> Play:
    stage = bench.stage()
    options.setdefault("ideal", max(reply.delay for reply in replies))
    api = _api(stage, replies)
    return bench.play("quote_order", api, list(CART), stage=stage, story=story, **options)


def _judge(play: Play, replies: list[Reply]) -> None:
    """Everything that the contract says about a run in which no call fails."""
    play.answered("result")
    expected = dict(zip(KEYS, (reply.value for reply in replies), strict=True))
    value = play.value
    if not isinstance(value, dict) or set(value) != set(KEYS):
        message = f"Returned {shown(value)}; a dict with the keys {listed(KEYS)} was expected."
        play.missed("result", "wrong-shape", message)
    else:
        play.gave("result", expected)
    play.called_once("calls", dict.fromkeys(SERVICES.values(), (CART,)))
    play.started_at_once("time")
    play.took("time", play.ideal)
    _no_waiting_task(play)


def every_call_answers(bench: Bench) -> None:
    """Three calls that answer in every order."""
    for delays in permutations(DELAYS):
        values = (
            {"total": bench.random.randrange(1000)},
            {"reserved": bench.random.randrange(1000)},
            bench.random.randrange(1000) / 10,
        )
        replies = [Reply(d, v, cleanup=0.1) for d, v in zip(delays, values, strict=True)]
        _judge(_quote(bench, replies, "three calls that all answer"), replies)


def values_of_every_kind(bench: Bench) -> None:
    """Nothing, false, empty, and an exception that is a value."""
    for values in ([None, 0, False], ["", [], {}], [ValueError("a note"), None, KeyError("k")]):
        delays = bench.random.sample(DELAYS, 3)
        replies = [Reply(d, v) for d, v in zip(delays, values, strict=True)]
        _judge(_quote(bench, replies, f"calls that answer {shown(values)}"), replies)
    same_time = [Reply(0.2, f"value {i}") for i in range(3)]
    _judge(_quote(bench, same_time, "three calls that answer at one instant"), same_time)


def a_slow_day(bench: Bench) -> None:
    """The contract names no time limit, for a call or for a clean-up."""
    slow = [Reply(8.0, "p"), Reply(30.0, "s", cleanup=7.0), Reply(20.0, "f", cleanup=12.0)]
    _judge(_quote(bench, slow, "three calls that take up to 30.000 s"), slow)
    error = ConnectionError("gave up")
    failing = [Reply(10.0, error=error), *slow[1:]]
    _fails(bench, failing, 10.0, [error], "a slow call that fails after 10.000 s")
    story = "a caller that is cancelled at 9.000 s, and slow clean-ups"
    play = _quote(bench, slow, story, ideal=21.0, requirement="cancel", cancel_at=9.0)
    _left(play, 9.0)


def one_call_fails(bench: Bench) -> None:
    """Each service fails: first of all, after one answer, after both."""
    kinds = ((ConnectionError, "no answer"), (TimeoutError, "too late"), (KeyError, "a bug"))
    for failing, (kind, text) in product(range(3), kinds):
        for at in (0.1, 0.25, 0.6):
            error = kind(text)
            delays = iter((0.2, 0.5) if failing % 2 else (0.5, 0.2))
            cleanups = bench.random.sample(CLEANUPS, 3)
            replies = [
                Reply(at, error=error) if i == failing else Reply(next(delays), i, cleanup=c)
                for i, c in enumerate(cleanups)
            ]
            _fails(bench, replies, at, [error], f"one call that fails at {seconds(at)}")


def fails_at_once(bench: Bench) -> None:
    """A call that fails before it has waited for anything."""
    error = ConnectionError("refused")
    replies = [Reply(0.3, 1, cleanup=0.2), Reply(0.0, error=error), Reply(0.4, 2, cleanup=0.1)]
    _fails(bench, replies, 0.0, [error], "one call that fails at once")


def several_calls_fail(bench: Bench) -> None:
    """Two or three failures at one instant, of one type and of different types."""
    kinds = ((ConnectionError, TimeoutError), (KeyError, ConnectionError), (ValueError,) * 2)
    for missing, (first, second) in enumerate(kinds):
        for _ in range(2):
            errors = [first("first"), second("second")]
            replies = [Reply(0.2, error=error) for error in errors]
            replies.insert(missing, Reply(0.4, "fine", cleanup=0.15))
            _fails(bench, replies, 0.2, errors, "two calls that fail at one instant")
    errors = [ConnectionError("a"), TimeoutError("b"), KeyError("c")]
    replies = [Reply(0.2, error=error) for error in errors]
    _fails(bench, replies, 0.2, errors, "three calls that fail at one instant")


def _fails(
    bench: Bench, replies: list[Reply], at: float, errors: list[Exception], story: str
) -> None:
    open_calls = [reply for reply in replies if reply.error is None and reply.delay > at]
    ideal = at + max((reply.cleanup for reply in open_calls), default=0.0)
    play = _quote(bench, replies, story, ideal=ideal, requirement="failure")
    _raised(play, errors)
    failures = [s.end for s in play.spans if s.status == "failed" and s.end is not None]
    if failures and (late := min(failures) - at) > CLOSE:
        # The calls did not start together; that is told elsewhere, with its times.
        at, play.ideal = at + late, ideal + late
    again = [s.name for s in play.spans if len(play.stage.of(s.name)) > 1]
    if again:
        message = f"{again[0]} was called {len(play.stage.of(again[0]))} times; it has one try."
        play.missed("calls", "called-again", message)
    _stopped(play, at)
    _quiet(play)


def _raised(play: Play, errors: list[Exception]) -> bool:
    """The very exception of the first failure, without a group around it."""
    if not play.raised("failure", errors, group=False):
        return False
    if not any(play.error is error for error in errors):
        name = type(play.error).__name__
        message = f"The caller got a copy of the {name}; the original exception was expected."
        return play.missed("failure", "wrong-error", message)
    return True


def _stopped(play: Play, at: float) -> bool:
    """After the failure at `at` the others were cancelled at once, and had ended at the end."""
    for span in play.spans:
        if span.end is not None and span.end <= at + MOMENT:
            continue
        if span.cancelled_at is None or span.cancelled_at > at + CLOSE:
            then = (
                f"was cancelled at {seconds(span.cancelled_at)}"
                if span.cancelled_at is not None
                else f"ran on until {seconds(span.end)}"
            )
            message = f"A call failed at {seconds(at)}, but {span.name} {then}."
            return play.missed("stop", "not-stopped", message, late=play.run.elapsed > at + CLOSE)
    play.cleaned_up("stop")
    if not play.nothing_left("stop") or not _no_waiting_task(play):
        return False
    if play.run.elapsed > play.ideal + CLOSE:
        message = (
            f"A call failed at {seconds(at)} and all clean-up was over at {seconds(play.ideal)}, "
            f"but the caller heard of it at {seconds(play.run.elapsed)}."
        )
        return play.missed("stop", "late-failure", message)
    return True


def _no_waiting_task(play: Play) -> bool:
    """No task of the answer's own waits for ever."""
    stuck = [left for left in play.run.leftover if not left.settled]
    if not stuck or play.stage.unfinished(play.run.elapsed):
        return True
    where = f" (at {stuck[0].where})" if stuck[0].where else ""
    message = f"Your code was over, but a task of it still waits{where}."
    return play.missed("stop", "left-running", message)


def _quiet(play: Play) -> bool:
    """No error was left for the event loop to complain about."""
    return play.quiet("stop")


def caller_is_cancelled(bench: Bench) -> None:
    """The customer leaves: while all three run, and when one or two have answered."""
    for delays in ((2.0, 3.0, 4.0), (0.1, 4.0, 2.0), (3.0, 0.1, 0.2)):
        for order in (CLEANUPS, CLEANUPS[::-1]):
            replies = [Reply(d, d, cleanup=c) for d, c in zip(delays, order, strict=True)]
            open_calls = [reply for reply in replies if reply.delay > 0.25]
            play = _quote(
                bench,
                replies,
                "a caller that is cancelled at 0.250 s",
                ideal=0.25 + max(reply.cleanup for reply in open_calls),
                requirement="cancel",
                cancel_at=0.25,
            )
            _left(play, 0.25)


def _left(play: Play, at: float) -> None:
    """Each open call was cancelled, once, and had ended before CancelledError came out."""
    play.cancelled("cancel", at)
    for span in play.spans:
        over = span.end is not None and span.end <= at + MOMENT
        if not over and span.cancelled_at is None:
            message = f"The caller was cancelled at {seconds(at)}, but {span.name} ran on" + (
                f" until {seconds(span.end)}." if span.end is not None else "."
            )
            play.missed("cancel", "not-cancelled", message)
            return
    if not play.cleaned_up("cancel") or not play.nothing_left("cancel"):
        return
    # The order itself was left; that a shielded gather was left with it is nobody's error.
    if not all(isinstance(error, asyncio.CancelledError) for error in play.run.unretrieved):
        play.quiet("cancel")


def two_orders_at_once(bench: Bench) -> None:
    """One order fails while two are quoted; they must not notice each other."""
    function = bench.answer.objects["quote_order"]
    stage = bench.stage()
    error = ConnectionError("stock is down")
    bad = [Reply(0.5, 1, cleanup=0.1), Reply(0.2, error=error), Reply(0.3, 2, cleanup=0.05)]
    good = [Reply(0.3, "p1"), Reply(0.45, "s1"), Reply(0.1, "f1")]
    other = [Reply(0.1, "p2"), Reply(0.2, "s2"), Reply(0.4, "f2")]

    async def attempt() -> list[Any]:
        stage.begin()
        orders = [function(_api(stage, replies), ["MUG-1"]) for replies in (bad, good, other)]
        return await asyncio.gather(*orders, return_exceptions=True)

    play = bench.perform(attempt, stage, "three orders at the same time, one of which fails", 0.45)
    play.answered("result")
    failed, *quoted = play.value
    expected = [
        dict(zip(KEYS, (r.value for r in replies), strict=True)) for replies in (good, other)
    ]
    if not same(quoted, expected) and "result" not in bench.failed:
        message = f"Two orders were quoted while a third failed, and they got {shown(quoted)}."
        play.missed("result", "mixed-up", message)
    if failed is not error and "failure" not in play.bench.failed:
        message = f"One of three orders failed, and its caller got {shown(failed)}."
        play.missed("failure", "mixed-up", message)


# What the code shows, belief by belief.


def _one_by_one(evidence: Evidence) -> bool:
    """Tasks are awaited in a row, each by itself, and nothing watches them together."""
    code = evidence.code
    watchers = code.calls("gather", "wait", "as_completed", "TaskGroup", "add_done_callback")
    watched = [call for call in watchers if not _tidying(code, call)]
    watched += [c for c in code.calls("cancel") if not _in_the_answer_itself(code, c)]
    named = [
        node
        for node in code.nodes(ast.Await)
        if isinstance(node.value, (ast.Name, ast.Subscript)) and not _tidying(code, node)
    ]
    several = len(named) > 1 or any(code.in_loop(node) for node in named)
    return bool(code.calls(*TASK_MAKERS)) and not watched and several


def _tidying(code: Code, node: ast.AST) -> bool:
    """Whether a node stands in a handler or a finally: after the failure was noticed."""
    outer = [node, *code.around(node)]
    return any(isinstance(n, ast.ExceptHandler) for n in outer) or any(
        n in block.finalbody for block in _tries(code) for n in outer
    )


def _cancels_gather(evidence: Evidence) -> bool:
    """`.cancel()` is called on what gather returned."""
    code = evidence.code
    futures = {
        target.id
        for node in code.nodes(ast.Assign)
        if code.called(node.value) == "gather"
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return any(_cancelled_name(call) in futures for call in code.calls("cancel"))


def _cancelled_name(call: ast.Call) -> str | None:
    target = call.func.value if isinstance(call.func, ast.Attribute) else None
    return target.id if isinstance(target, ast.Name) else None


def _cancels_again(evidence: Evidence) -> bool:
    """The first cancellation was the caller's own, which gather had passed on."""
    play, code = evidence.symptom.play, evidence.code
    left = [mark.at for mark in play.run.trace.marks if mark.name == "cancelled"]
    broken = [span.cancelled_at for span in play.spans if not span.cleaned_up]
    passed_on = any(abs(first - at) <= MOMENT for first in broken for at in left)
    return passed_on and bool(code.calls("cancel")) and not code.mentions("cancelling")


def _does_not_wait(evidence: Evidence) -> bool:
    """All that was left had been cancelled: the answer did not wait for the clean-up."""
    play, code = evidence.symptom.play, evidence.code
    left = play.stage.unfinished(play.run.elapsed)
    return (
        bool(left)
        and all(_just_cancelled(span.cancelled_at, play.run.elapsed) for span in left)
        and bool(code.calls("cancel"))
        and not _cancels_gather(evidence)
    )


def _just_cancelled(at: float | None, end: float) -> bool:
    """Cancelled at the very end: nothing was waited for in between."""
    return at is not None and abs(at - end) <= MOMENT


def _only_exception(evidence: Evidence) -> bool:
    """The clean-up stands under `except Exception`, and nowhere that a cancellation reaches."""
    if evidence.symptom.requirement != "cancel":
        return False
    code = evidence.code
    tidies = [
        handler
        for handler in code.catches("Exception")
        if code.calls("cancel", inside=handler) and _in_the_answer_itself(code, handler)
    ]
    if evidence.symptom.code == "left-running":
        # The calls were cancelled; what was missed is the wait for their clean-up.
        tidies = [handler for handler in tidies if any(code.nodes(ast.Await, inside=handler))]
    wider = code.catches("", "BaseException", "CancelledError")
    finals = any(code.calls("cancel", inside=n) for b in _tries(code) for n in b.finalbody)
    return bool(tidies) and not wider and not finals


def _in_the_answer_itself(code: Code, node: ast.AST) -> bool:
    """Not in a helper that runs as a task of its own."""
    return getattr(code.function_of(node), "name", "") == "quote_order"


def _tries(code: Code) -> list[Any]:
    return list(code.nodes(ast.Try, ast.TryStar))


def _collects_first(evidence: Evidence) -> bool:
    """The answer first waits for all: gather(return_exceptions=True), or asyncio.wait."""
    code = evidence.code
    if any(not _in_the_answer_itself(code, call) for call in code.calls("cancel")):
        return False  # a task stops the others when it fails
    waits = [node for node in code.nodes(ast.Await) if _in_the_answer_itself(code, node)]
    first = min(waits, key=lambda node: (node.lineno, node.col_offset), default=None)
    if first is None or _tidying(code, first):
        return False
    collecting = code.calls("gather", inside=first)
    return any(code.flag(call, "return_exceptions") for call in collecting) or any(
        _until_all_are_done(call) for call in code.calls("wait", inside=first)
    )


def _until_all_are_done(wait: ast.Call) -> bool:
    """`asyncio.wait(tasks)`, which returns when all are done, whatever comes of them."""
    return bool(wait.args) and all(
        k.arg == "return_when" and getattr(k.value, "attr", "") == "ALL_COMPLETED"
        for k in wait.keywords
    )


def _in_a_row(evidence: Evidence) -> bool:
    return one_after_another(evidence.symptom.play) and (
        waits_each_time(evidence) or lazy_coroutines(evidence)
    )


def _swallows_cancellation(evidence: Evidence) -> bool:
    code = evidence.code
    handlers = code.catches("CancelledError", "BaseException", "")
    suppressed = any(
        code.mentions("CancelledError", "BaseException", inside=call)
        for call in code.calls("suppress")
    )
    caught = any(not code.raises(handler) for handler in handlers)
    return evidence.symptom.play.error is None and (caught or suppressed)


def _several_stars(evidence: Evidence) -> bool:
    return any(len(block.handlers) > 1 for block in evidence.code.nodes(ast.TryStar))


def _group_untouched(evidence: Evidence) -> bool:
    code, error = evidence.code, evidence.symptom.play.error
    return (
        bool(code.calls("TaskGroup"))
        and not _tries(code)
        and isinstance(error, BaseExceptionGroup)
        and bool(group_leaves(error))
    )


LEFT = frozenset({"left-running", "not-stopped", "late-failure", "never-retrieved"})

MISCONCEPTIONS = (
    Misconception(
        "awaiting tasks one by one notices any failure",
        "While you wait for the first task you cannot see that the third has failed; you noticed "
        "late, and until then the others ran on.",
        LEFT,
        _one_by_one,
    ),
    Misconception(
        "cancelling the gather future cancels its children",
        "After it has raised, the gather future is done, and cancelling a done future does "
        "nothing (the docs have a note on it); cancel the tasks.",
        LEFT,
        _cancels_gather,
    ),
    Misconception(
        "cancelling again does no harm",
        "When the customer leaves, gather has already cancelled the calls; your second cancel() "
        "hit one in the middle of its cleanup and broke it off. Check `t.cancelling()` first.",
        frozenset({"cancelled-twice"}),
        _cancels_again,
    ),
    Misconception(
        "except Exception catches cancellation too",
        "CancelledError is a BaseException, so your cleanup did not run when the customer hung "
        "up and the three calls kept going; use try/finally.",
        frozenset({"not-cancelled", "left-running"}),
        _only_exception,
    ),
    Misconception(
        "cancel() stops a task at once",
        "cancel() only asks; the task still has to run its cleanup. Wait for it "
        "(gather(..., return_exceptions=True)) before you return.",
        frozenset({"left-running"}),
        _does_not_wait,
    ),
    Misconception(
        "collecting all results first is fail-fast",
        "Whoever collects all results first, with return_exceptions=True or asyncio.wait, waits "
        "for the slowest call before seeing the failure of the fastest; the customer waits for "
        "nothing.",
        frozenset({"not-stopped", "late-failure"}),
        _collects_first,
    ),
    Misconception(
        "create_task makes it parallel, wherever the await is",
        "Awaiting a task on the line that creates it is a sequential call with extra steps; "
        "create all the tasks before the first await.",
        frozenset({"late-start", "too-slow"}),
        task_at_once,
    ),
    Misconception(
        "safe means one after another",
        "No task is left behind, but the customer pays the sum of the three delays; keep the "
        "parallel start.",
        frozenset({"late-start", "too-slow"}),
        _in_a_row,
    ),
    Misconception(
        "CancelledError is just another error to handle",
        'You turned "please stop" into a normal return value; the caller\'s timeout and shutdown '
        "stop working. Clean up, then re-raise.",
        frozenset({"cancellation-lost"}),
        _swallows_cancellation,
    ),
    Misconception(
        "except* picks one handler, like except",
        "Several except* clauses can run for one group, and what they raise is merged into a new "
        "ExceptionGroup; unwrap with a plain `except BaseExceptionGroup`.",
        frozenset({"error-in-group"}),
        _several_stars,
    ),
    Misconception(
        "a TaskGroup raises the error itself",
        "A TaskGroup puts what failed into an ExceptionGroup, even a single error; catch the "
        "group around it and raise its first exception.",
        frozenset({"error-in-group"}),
        _group_untouched,
    ),
)

QUOTE_ORDER = Exercise(
    id="quote_order",
    lesson=LESSON,
    ticket=TICKET,
    title="Quote an order, and leave nobody behind when it fails",
    rank="stretch",
    names=(Required("quote_order", "async", ("api", "cart")),),
    contract=(
        "`async def quote_order(api, cart) -> dict` asks `api.price(cart)`, "
        "`api.reserve_stock(cart)` and `api.shipping_rate(cart)`, and returns their answers under "
        "the keys price, stock and shipping. When two calls fail at one instant, either error "
        "may come out."
    ),
    requirements=(
        Requirement(
            "result",
            "Returns a dict with the keys price, stock and shipping.",
            "each key holds the answer of its own call",
        ),
        Requirement(
            "calls", "Calls each service exactly once, with the cart.", "three calls, one a service"
        ),
        Requirement(
            "time",
            "Starts all three at once and takes as long as the slowest.",
            "the longest delay, not the sum",
        ),
        Requirement(
            "failure",
            "The first failure reaches the caller: the original exception, not a group.",
            "the exception that the call raised",
        ),
        Requirement(
            "stop",
            "At the first failure the others are cancelled, their clean-up is waited for, and "
            "nothing is left running or unhandled.",
            "over when the longest clean-up is over",
        ),
        Requirement(
            "cancel",
            "A cancelled caller: each call is cancelled once and finishes, then CancelledError "
            "comes out.",
            "over when the longest clean-up is over",
        ),
    ),
    hints=(
        "After the exception, which bars go on?",
        "`cancel()` asks, it does not stop.",
        "A TaskGroup, then `except BaseExceptionGroup as eg: raise eg.exceptions[0] from None`.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        every_call_answers,
        values_of_every_kind,
        one_call_fails,
        fails_at_once,
        several_calls_fail,
        caller_is_cancelled,
        two_orders_at_once,
        a_slow_day,
    ),
    own_codes=frozenset(
        {
            "wrong-shape",
            "wrong-result",
            "mixed-up",
            "called-twice",
            "called-again",
            "not-called",
            "wrong-arguments",
            "late-start",
            "too-slow",
            "too-early",
            "error-as-value",
            "error-lost",
            "error-in-group",
            "wrong-error",
            "not-stopped",
            "late-failure",
            "left-running",
            "cancelled-twice",
            "never-retrieved",
            "loop-error",
            "not-cancelled",
            "cancellation-lost",
        }
    ),
)
