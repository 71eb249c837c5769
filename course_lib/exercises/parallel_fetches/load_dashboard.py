"""`load_dashboard`: three calls that need nothing from each other."""

from __future__ import annotations

import ast
import asyncio
from copy import deepcopy
from dataclasses import replace
from itertools import permutations, product
from typing import Any

from course_lib.exercises.beliefs import reads_done_set
from course_lib.exercises.bench import Bench, Play, same
from course_lib.exercises.code import TASK_MAKERS
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.parallel_fetches.lesson import (
    LESSON,
    TICKET,
    awaits_inside_gather,
    lazy_coroutines,
    one_after_another,
    swallows,
    task_at_once,
    waits_each_time,
)
from course_lib.exercises.stage import MOMENT, Reply, Stage
from course_lib.exercises.words import seconds, shown

SERVICES = {"customer": "get_customer", "preferences": "get_preferences", "orders": "get_orders"}
KEYS = tuple(SERVICES)
DELAYS = (0.45, 0.2, 0.3)


def _load(bench: Bench, customer: Any, replies: list[Reply], story: str, **options: Any) -> Play:
    stage = bench.stage()
    api = stage.api(("customer_id",), **dict(zip(SERVICES.values(), replies, strict=True)))
    ideal = max(reply.delay for reply in replies)
    return bench.play(
        "load_dashboard", api, customer, stage=stage, story=story, ideal=ideal, **options
    )


def _judge(play: Play, customer: Any, replies: list[Reply]) -> None:
    """Everything that the contract says about a run in which no call fails."""
    play.answered("result")
    _result(play, dict(zip(KEYS, (reply.value for reply in replies), strict=True)))
    play.called_once("calls", dict.fromkeys(SERVICES.values(), (customer,)))
    play.started_at_once("start")
    play.took("time", play.ideal)


def _result(play: Play, expected: dict[str, Any]) -> bool:
    value = play.value
    if not isinstance(value, dict):
        kind = type(value).__name__
        message = f"Returned {shown(value)} ({kind}); a dict with the keys {_keys()} was expected."
        return play.missed("result", "wrong-shape", message)
    if set(value) != set(KEYS):
        message = f"The keys are {shown(list(value))}; {_keys()} were expected."
        return play.missed("result", "wrong-shape", message)
    wrong = [key for key in KEYS if not same(value[key], expected[key])]
    if not wrong:
        return play.met("result", "each key holds the answer of its own call")
    key = wrong[0]
    message = f"{key!r} holds {shown(value[key])}; {SERVICES[key]} gave {shown(expected[key])}."
    finished = sorted(play.spans, key=lambda span: span.end or 0.0)
    owner = {service: key for key, service in SERVICES.items()}
    came = [expected[owner[span.name]] for span in finished]
    by_completion = same([value[key] for key in KEYS], came)
    return play.missed("result", "wrong-result", message, by_completion=by_completion)


def _keys() -> str:
    return ", ".join(KEYS)


def delays_in_every_order(bench: Bench) -> None:
    """Completion order is never argument order for long."""
    for delays in permutations(DELAYS):
        customer = bench.random.randrange(100, 1000)
        values = (
            {"id": customer, "name": f"Customer {customer}"},
            {"theme": bench.random.choice(("dark", "light")), "for": customer},
            [f"TN-{bench.random.randrange(10_000, 99_999)}" for _ in range(6)],
        )
        replies = [Reply(d, v) for d, v in zip(delays, values, strict=True)]
        # What the calls gave is compared as it was then, not as the answer may have left it.
        expected = [replace(reply, value=deepcopy(reply.value)) for reply in replies]
        _judge(_load(bench, customer, replies, "three calls that all answer"), customer, expected)


def values_of_every_kind(bench: Bench) -> None:
    """Nothing, false, empty, an exception as a value, and one value three times."""
    odd = ([None, {}, []], [0, False, ""], [None] * 3, [ValueError("a note"), [], KeyError("k")])
    for values in odd:
        delays = bench.random.sample(DELAYS, 3)
        replies = [Reply(d, v) for d, v in zip(delays, values, strict=True)]
        play = _load(bench, 0, replies, f"calls that answer {shown(values)}")
        _judge(play, 0, replies)


def a_slow_day(bench: Bench) -> None:
    """The contract names no time limit: who waits long enough gets the whole page."""
    for delays in ((8.0, 30.0, 20.0), (30.0, 6.0, 12.0)):
        replies = [Reply(delay, f"after {delay:g} s") for delay in delays]
        play = _load(bench, 31, replies, f"calls that take up to {seconds(max(delays))}")
        _judge(play, 31, replies)


def the_same_page_again(bench: Bench) -> None:
    """One customer loads the page twice; the second time it has changed."""
    load = bench.answer.objects["load_dashboard"]
    stage = bench.stage()
    first, second = ([Reply(0.1, f"{key}, {when}") for key in KEYS] for when in ("old", "new"))
    scripts = dict(zip(SERVICES.values(), zip(first, second, strict=True), strict=True))
    api = stage.api(("customer_id",), **scripts)

    async def twice() -> list[Any]:
        stage.begin()
        return [await load(api, 77), await load(api, 77)]

    play = bench.perform(twice, stage, "one page that is loaded twice, one after the other", 0.2)
    play.answered("result")
    expected = [
        dict(zip(KEYS, (reply.value for reply in replies), strict=True))
        for replies in (first, second)
    ]
    asked_more = any(len(stage.of(name)) > 2 for name in SERVICES.values())
    known = asked_more or "result" in bench.failed
    if not known and not same(play.value, expected):
        message = f"One page, loaded twice, gave {shown(play.value)}; the second is out of date."
        play.missed("result", "mixed-up", message)


def answers_at_one_instant(bench: Bench) -> None:
    """Equal delays, and answers that come at once."""
    replies = [Reply(0.25, f"value {i}") for i in range(3)]
    for _ in range(3):
        play = _load(bench, "c-3", replies, "three calls that answer at the same instant")
        _judge(play, "c-3", replies)
    at_once = [Reply(0.0, i) for i in range(3)]
    _judge(_load(bench, 8, at_once, "three calls that answer at once"), 8, at_once)


def two_pages_at_once(bench: Bench) -> None:
    """Two customers load their pages together; nothing may pass from one to the other."""
    load = bench.answer.objects["load_dashboard"]
    stage = Stage()
    customers = {51: (0.4, 0.1, 0.3), 52: (0.2, 0.5, 0.1)}
    apis, expected = [], []
    for customer, delays in customers.items():
        values = [f"{key} of {customer}" for key in KEYS]
        replies = [Reply(d, v) for d, v in zip(delays, values, strict=True)]
        apis.append(
            stage.api(("customer_id",), **dict(zip(SERVICES.values(), replies, strict=True)))
        )
        expected.append(dict(zip(KEYS, values, strict=True)))

    async def both() -> list[Any]:
        stage.begin()
        pages = zip(apis, customers, strict=True)
        return await asyncio.gather(*(load(api, customer) for api, customer in pages))

    play = bench.perform(both, stage, "two pages that load at the same time", 0.5)
    play.answered("result")
    if "result" not in bench.failed and not same(play.value, expected):
        message = f"Two pages that load together got {shown(play.value)}; they share something."
        play.missed("result", "mixed-up", message)
    play.started_at_once("start")
    play.took("time", 0.5)


def one_call_fails(bench: Bench) -> None:
    """Each service fails, early and late."""
    kinds = ((ConnectionError, "account is down"), (TimeoutError, "too late"), (KeyError, "a bug"))
    for failing, (kind, text) in product(range(3), kinds):
        for delays in ((0.1, 0.25, 0.4), (0.4, 0.25, 0.1)):
            replies = [Reply(d, f"value {d}", cleanup=d / 2) for d in delays]
            error = kind(text)
            replies[failing] = Reply(delays[failing], error=error)
            _fails(bench, replies, [error], f"one call that fails at {seconds(delays[failing])}")


def several_calls_fail(bench: Bench) -> None:
    """Two or three failures at one instant."""
    for which in ((0, 1), (1, 2), (0, 1, 2)):
        errors = [ConnectionError(f"service {i} is down") for i in which]
        replies = [Reply(0.3, "fine") for _ in range(3)]
        for i, error in zip(which, errors, strict=True):
            replies[i] = Reply(0.2, error=error)
        _fails(bench, replies, errors, "two or three calls that fail at one instant")


def _fails(bench: Bench, replies: list[Reply], errors: list[Exception], story: str) -> None:
    play = _load(bench, 12, replies, story, requirement="failure")
    play.raised("failure", errors)
    again = [s for s in play.spans if len(play.stage.of(s.name)) > 1]
    if again:
        name = again[0].name
        times = len(play.stage.of(name))
        message = f"{name} was called {times} times{play.when(name)}; one call is all you have."
        play.missed("calls", "called-again", message)


def caller_is_cancelled(bench: Bench) -> None:
    """The caller leaves while calls are on their way."""
    for delays in ((0.1, 0.3, 0.5), (0.5, 0.3, 0.1)):
        replies = [Reply(d, "value", cleanup=d / 5) for d in delays]
        play = _load(
            bench,
            13,
            replies,
            "a caller that is cancelled at 0.200 s",
            requirement="failure",
            cancel_at=0.2,
        )
        play.cancelled("failure", 0.2)


def _by_completion(evidence: Evidence) -> bool:
    return evidence.facts.get("by_completion", False) and bool(evidence.code.calls("as_completed"))


def _asked_twice(evidence: Evidence) -> bool:
    service = evidence.facts.get("service")
    places = evidence.code.nodes(ast.Attribute)
    return sum(place.attr == service for place in places) > 1


def _customer_first(evidence: Evidence) -> bool:
    """The customer alone, then both others together; nothing that follows uses the customer."""
    play = evidence.symptom.play
    first, *rest = sorted(play.spans, key=lambda span: span.start)
    if first.name != "get_customer" or len(rest) != 2 or one_after_another(play):
        return False
    if any(abs(span.start - first.end) > MOMENT for span in rest):
        return False
    code, names = evidence.code, set()
    for node in code.nodes(ast.Assign):
        if code.mentions("get_customer", inside=node.value):
            names |= {n.id for t in node.targets for n in ast.walk(t) if isinstance(n, ast.Name)}
    calls = code.calls("get_preferences", "get_orders")
    return bool(calls) and not any(code.mentions(*names, inside=a) for c in calls for a in c.args)


def _guessed_sleep(evidence: Evidence) -> bool:
    """Tasks are made, and a sleep is all that the answer waits for."""
    code, error = evidence.code, evidence.symptom.play.error
    if error is not None and not isinstance(error, (asyncio.InvalidStateError, KeyError)):
        return False
    waits = [call for call in code.calls("sleep") if not code.in_loop(call) and _seconds(call)]
    others = code.calls("gather", "wait", "wait_for", "as_completed", "TaskGroup")
    own = [n for n in code.nodes(ast.Await) if _is_the_answer(code.function_of(n))]
    return (
        bool(waits)
        and bool(code.calls(*TASK_MAKERS))
        and not others
        and all(code.called(node.value) == "sleep" for node in own)
    )


def _is_the_answer(function: ast.AST | None) -> bool:
    return getattr(function, "name", "") == "load_dashboard"


def _seconds(call: ast.Call) -> bool:
    """Whether a sleep is for longer than nothing."""
    return not (call.args and isinstance(call.args[0], ast.Constant) and call.args[0].value == 0)


def _is_task(evidence: Evidence) -> bool:
    value = evidence.symptom.play.value
    held = value.values() if isinstance(value, dict) else value
    held = [held] if isinstance(held, asyncio.Task) else list(held)
    return any(isinstance(item, asyncio.Task) for item in held)


def _retries(evidence: Evidence) -> bool:
    code = evidence.code
    handlers = code.nodes(ast.ExceptHandler)
    return any(code.calls(*SERVICES.values(), inside=handler) for handler in handlers)


SLOW = frozenset({"late-start", "too-slow"})

MISCONCEPTIONS = (
    Misconception(
        "as_completed yields in argument order",
        "as_completed yields whoever finishes first, so orders can land under `customer`; "
        "use gather, or carry the key with the value.",
        frozenset({"wrong-result"}),
        _by_completion,
    ),
    Misconception(
        "awaiting twice is free",
        "Each call to a service is a new request; you loaded the back end twice. "
        "Call once, keep the result.",
        frozenset({"called-twice"}),
        _asked_twice,
    ),
    Misconception(
        "the user must come first",
        "Nothing below uses `customer`, only `customer_id`, which you had from the start; "
        "the first await still delays the other two.",
        SLOW,
        _customer_first,
    ),
    Misconception(
        "an await inside gather's brackets still runs together",
        "Each `await` inside the brackets waits for its answer before the next call is made, and "
        "gather then gets finished values; pass the calls without `await`, and await gather.",
        SLOW | {"raised"},
        awaits_inside_gather,
    ),
    Misconception(
        "create_task makes it parallel, wherever the await is",
        "Awaiting a task on the line that creates it is a sequential call with extra steps; "
        "create all the tasks before the first await.",
        SLOW,
        task_at_once,
    ),
    Misconception(
        "calling an async function starts it (true for a JS promise, false for a Python coroutine)",
        "A coroutine object is lazy: nothing ran until you awaited it, so these three still ran "
        "one after another; wrap them in tasks.",
        SLOW,
        lazy_coroutines,
    ),
    Misconception(
        "return_exceptions=True handles the errors",
        "return_exceptions only moves the exception into the list; unless you look, an exception "
        "object is shown to the customer as data.",
        frozenset({"error-as-value"}),
        lambda evidence: evidence.code.gathers_exceptions(),
    ),
    Misconception(
        "a task is its result",
        "You returned Task objects; `await` them (or call .result() once they are done) to get "
        "the values.",
        frozenset({"returned-tasks"}),
        _is_task,
    ),
    Misconception(
        'await means "start"',
        "Each `await` waits for the answer before the next line runs, so the three delays add up; "
        "start all three first, then wait.",
        SLOW,
        waits_each_time,
    ),
    Misconception(
        "sleeping long enough is synchronisation",
        "A guessed sleep is too short on a bad day (InvalidStateError) and wasted on a good one; "
        "wait for the tasks themselves.",
        frozenset({"raised", "too-slow", "too-early", "wrong-shape", "wrong-result"}),
        _guessed_sleep,
    ),
    Misconception(
        "a set of finished tasks keeps their order",
        "asyncio.wait gives a set of the tasks that are done, and a set has no order, so answers "
        "land under each other's keys; read the results from the tasks as you made them.",
        frozenset({"wrong-result"}),
        reads_done_set,
    ),
    Misconception(
        "asking again repairs a failure",
        "You called the service a second time when it failed. The contract gives each call one "
        "try: let the failure out, and let the caller decide whether to ask again.",
        frozenset({"called-again"}),
        _retries,
    ),
    Misconception(
        "a default is better than an error",
        "You caught the failure and went on without the answer, so nobody can tell missing data "
        "from no data. Let the exception out; lesson 2 is about pages that may have holes.",
        frozenset({"error-lost"}),
        swallows,
    ),
)

LOAD_DASHBOARD = Exercise(
    id="load_dashboard",
    lesson=LESSON,
    ticket=TICKET,
    title="Load the account page in the time of its slowest call",
    rank="core",
    names=(Required("load_dashboard", "async", ("api", "customer_id")),),
    contract=(
        "`async def load_dashboard(api, customer_id) -> dict` asks "
        "`api.get_customer(customer_id)`, `api.get_preferences(customer_id)` and "
        "`api.get_orders(customer_id)`, and returns their answers under the keys customer, "
        "preferences and orders. Whether the other calls are "
        "stopped or run on after a failure is up to you."
    ),
    requirements=(
        Requirement(
            "result",
            "Returns a dict with the keys customer, preferences and orders.",
            "each key holds the answer of its own call",
        ),
        Requirement(
            "calls",
            "Calls each service exactly once, with customer_id.",
            "three calls, one a service",
        ),
        Requirement(
            "start",
            "Starts all three calls before it waits for any.",
            "each call starts at 0.000 s",
        ),
        Requirement(
            "time",
            "Takes as long as the slowest call.",
            "the longest delay, not the sum",
        ),
        Requirement(
            "failure",
            "A failed call reaches the caller as an exception, and so does a cancellation.",
            "the error itself or a group that holds it, never a value",
        ),
    ),
    hints=(
        "What does line 2 need from line 1?",
        "Make all three calls before the first `await`.",
        "`a, b, c = await asyncio.gather(x, y, z)` runs three coroutines at once and keeps "
        "their order.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        delays_in_every_order,
        values_of_every_kind,
        answers_at_one_instant,
        the_same_page_again,
        two_pages_at_once,
        one_call_fails,
        several_calls_fail,
        caller_is_cancelled,
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
            "wrong-error",
            "cancellation-lost",
        }
    ),
)
