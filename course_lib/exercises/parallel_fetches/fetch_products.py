"""`fetch_products`: many calls, at most `limit` at once, and no slot left empty."""

from __future__ import annotations

import ast
import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from course_lib.exercises.beliefs import reads_done_set
from course_lib.exercises.bench import Bench, Play, same
from course_lib.exercises.code import TASK_MAKERS, Code
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.parallel_fetches.lesson import LESSON, TICKET, swallows
from course_lib.exercises.stage import CLOSE, Reply, Stage
from course_lib.exercises.words import number, seconds, shown

Catalogue = Mapping[str, Reply]


def _fetch(
    bench: Bench, catalogue: Catalogue, skus: list[str], limit: int, story: str, **options: Any
) -> Play:
    stage = bench.stage()
    fetch = stage.call("fetch", catalogue, ("sku",))
    delays = [catalogue[sku].delay for sku in skus]
    ideal = max([*delays, sum(delays) / limit], default=0.0)
    return bench.play(
        "fetch_products", fetch, list(skus), limit, stage=stage, story=story, ideal=ideal, **options
    )


def _judge(play: Play, catalogue: Catalogue, skus: list[str], limit: int) -> None:
    """Everything that the contract says about a run in which no call fails."""
    play.answered("result")
    _calls(play, skus)
    _result(play, [catalogue[sku].value for sku in skus], skus)
    if _within(play, play.stage, limit, len(skus)):
        _in_time(play, [catalogue[sku].delay for sku in skus], limit)


def _calls(play: Play, skus: list[str]) -> bool:
    strange = [s for s in play.spans if len(s.args) != 1 or s.args[0] not in skus]
    if strange:
        message = (
            f"fetch was called with {shown(strange[0].args)}, which is not one SKU of the list."
        )
        return play.missed("calls", "wrong-arguments", message)
    wanted, made = Counter(skus), Counter(span.args[0] for span in play.spans)
    for sku, count in wanted.items():
        if made[sku] == count:
            continue
        times = (
            f"{number(count, 'time')} in the list, and fetch was called {number(made[sku], 'time')}"
        )
        message = f"{sku} stands {times}."
        few = "lost-duplicate" if count > 1 and made[sku] else "not-called"
        code = few if made[sku] < count else "called-twice"
        once_each = all(made[other] == 1 for other in wanted)
        return play.missed("calls", code, message, once_each=once_each)
    return play.met("calls", "fetch was called once for each element")


def _result(play: Play, expected: list[Any], skus: list[str]) -> bool:
    value = play.value
    if not isinstance(value, list):
        message = f"Returned {shown(value)} ({type(value).__name__}); a list was expected."
        return play.missed("result", "wrong-shape", message)
    if same(value, expected):
        return play.met("result", "the answers are in the order of the SKUs")
    if len(value) != len(expected):
        message = f"{number(len(skus), 'SKU')} gave {number(len(value), 'answer')}."
        duplicates = len(value) < len(skus) and len(set(skus)) < len(skus)
        code = "lost-duplicate" if duplicates else "wrong-result"
        return play.missed("result", code, message, once_each=len(value) == len(set(skus)))
    left = list(expected)
    for item in value:
        match = next((i for i, other in enumerate(left) if same(item, other)), None)
        if match is None:
            break
        del left[match]
    place = next(i for i, item in enumerate(value) if not same(item, expected[i]))
    message = (
        f"At place {place} is {shown(value[place])}; the answer for {skus[place]} is "
        f"{shown(expected[place])}."
    )
    return play.missed("result", "wrong-result" if left else "wrong-order", message)


def _within(play: Play, stage: Stage, limit: int, wanted: int) -> bool:
    """Never more than `limit` in flight, and never fewer while a SKU waits."""
    if stage.peak > limit:
        message = f"{stage.peak} calls were in flight at once; the limit was {limit}."
        facts = {"peak": stage.peak, "limit": limit, "all": stage.peak == wanted}
        return play.missed("limit", "over-limit", message, **facts)
    play.met("limit", f"never more than {limit} in flight with a limit of {limit}")
    if len(stage.spans) < wanted:
        return False  # told already: some calls were never made
    if gap := stage.idle_slot(limit, wanted):
        when, flying = gap
        message = (
            f"At {seconds(when)} only {number(flying, 'call')} of {limit} "
            f"{'was' if flying == 1 else 'were'} in flight, while a SKU waited to be started."
        )
        facts = {"peak": stage.peak, "limit": limit}
        return play.missed("busy", "idle-slot", message, **facts)
    return play.met("busy", "no slot was free while a SKU waited")


def _in_time(play: Play, delays: Sequence[float], limit: int) -> bool:
    """T <= sum/k + (1 - 1/k) max: nothing that keeps every slot busy takes longer."""
    bound = sum(delays) / limit + (1 - 1 / limit) * max(delays, default=0.0)
    if play.run.elapsed > bound + CLOSE:
        message = (
            f"Took {seconds(play.run.elapsed)}; with {limit} busy slots it takes "
            f"{seconds(bound)} at the most."
        )
        return play.missed("busy", "too-slow", message)
    return True


def _catalogue(
    bench: Bench, delays: Sequence[float], cleanup: float = 0.0
) -> tuple[Catalogue, list[str]]:
    """SKUs with these delays, in order, each with an answer of its own."""
    skus = [f"{bench.random.choice(('TENT', 'STOVE', 'MUG'))}-{i}" for i in range(len(delays))]
    replies = {
        sku: Reply(delay, {"sku": sku, "price": bench.random.randrange(100, 9000)}, cleanup=cleanup)
        for sku, delay in zip(skus, delays, strict=True)
    }
    return replies, skus


def slow_ones_first(bench: Bench) -> None:
    """One slow product and many quick ones, at every place of the list."""
    for place in (0, 3, 5):
        delays = [0.1] * 6
        delays[place] = 0.5
        catalogue, skus = _catalogue(bench, delays)
        story = "six products, one of them slow, with a limit of 2"
        _judge(_fetch(bench, catalogue, skus, 2, story), catalogue, skus, 2)


def delays_of_every_kind(bench: Bench) -> None:
    """Delays that neither rise nor fall, with every limit up to more than enough."""
    for limit in (3, 1, 4, 7, 10):
        delays = [round(bench.random.uniform(0.05, 0.6), 3) for _ in range(7)]
        catalogue, skus = _catalogue(bench, delays)
        story = f"seven products with a limit of {limit}"
        _judge(_fetch(bench, catalogue, skus, limit, story), catalogue, skus, limit)


def falling_delays(bench: Bench) -> None:
    """The last finishes first, so that completion order is the reverse of the list."""
    catalogue, skus = _catalogue(bench, [0.5, 0.4, 0.3, 0.2, 0.1])
    for limit in (5, 3):
        story = f"five products, each quicker than the one before, with a limit of {limit}"
        _judge(_fetch(bench, catalogue, skus, limit, story), catalogue, skus, limit)


def duplicates(bench: Bench) -> None:
    """The same SKU several times."""
    catalogue, (a, b, c) = _catalogue(bench, [0.3, 0.1, 0.2])
    for skus in ([a, b, a, c, a, b], [b, b, b, b], [a, a]):
        for limit in (2, 3):
            story = f"a list in which SKUs stand twice, with a limit of {limit}"
            _judge(_fetch(bench, catalogue, skus, limit, story), catalogue, skus, limit)


def values_of_every_kind(bench: Bench) -> None:
    """Nothing, false, empty, and exceptions that are values."""
    odd = [None, 0, False, "", [], ValueError("a note"), None, {}]
    bench.random.shuffle(odd)
    delays = [round(bench.random.uniform(0.05, 0.4), 3) for _ in odd]
    catalogue = {f"SKU-{i}": Reply(d, v) for i, (d, v) in enumerate(zip(delays, odd, strict=True))}
    skus = list(catalogue)
    story = "products whose answers are empty, false or exception objects"
    _judge(_fetch(bench, catalogue, skus, 3, story), catalogue, skus, 3)


def at_one_instant(bench: Bench) -> None:
    """Equal delays, and answers that come at once."""
    for delay, limit in ((0.2, 3), (0.2, 8), (0.0, 2)):
        catalogue, skus = _catalogue(bench, [delay] * 8)
        story = f"eight products that take {seconds(delay)} each, with a limit of {limit}"
        _judge(_fetch(bench, catalogue, skus, limit, story), catalogue, skus, limit)


def no_products(bench: Bench) -> None:
    """An empty list is a normal day."""
    for limit in (1, 4):
        play = _fetch(bench, {}, [], limit, "an empty list")
        if play.error is not None:
            name = type(play.error).__name__
            message = f"For an empty list your code raised {name}; [] was expected."
            play.missed("result", "empty-input", message)
            continue
        play.answered("result")
        if play.value != [] or not isinstance(play.value, list):
            message = f"For an empty list your code returned {shown(play.value)}; [] was expected."
            play.missed("result", "empty-input", message)
        if play.spans:
            play.missed("calls", "wrong-arguments", "fetch was called although the list was empty.")


def many_products(bench: Bench) -> None:
    """A hundred products: what works for three must work for many."""
    catalogue, skus = _catalogue(
        bench, [round(bench.random.uniform(0.01, 0.1), 3) for _ in range(100)]
    )
    for limit in (8, 40):
        play = _fetch(bench, catalogue, skus, limit, f"a hundred products with a limit of {limit}")
        _judge(play, catalogue, skus, limit)


def a_slow_day(bench: Bench) -> None:
    """The contract names no time limit: who waits long enough gets every answer."""
    catalogue, skus = _catalogue(bench, [30.0, 8.0, 20.0, 6.0, 12.0])
    play = _fetch(bench, catalogue, skus, 2, "products that take up to 30.000 s each")
    _judge(play, catalogue, skus, 2)


def two_lists_at_once(bench: Bench) -> None:
    """Two callers, each with a limit of its own; neither may use the other's slots."""
    function = bench.answer.objects["fetch_products"]
    both = [(bench.stage(), *_catalogue(bench, [0.3, 0.1, 0.2, 0.15, 0.25]), k) for k in (1, 3)]

    async def attempt() -> list[Any]:
        for stage, *_ in both:
            stage.begin()
        return await asyncio.gather(
            *(
                function(stage.call("fetch", catalogue, ("sku",)), list(skus), limit)
                for stage, catalogue, skus, limit in both
            )
        )

    play = bench.perform(attempt, both[1][0], "two callers at the same time, limits 1 and 3")
    play.answered("result")
    expected = [[catalogue[sku].value for sku in skus] for _, catalogue, skus, _ in both]
    if "result" not in bench.failed and not same(play.value, expected):
        message = "Two callers at the same time got each other's answers."
        play.missed("result", "mixed-up", message)
    for stage, _, skus, limit in both:
        _within(play, stage, limit, len(skus))


def one_call_fails(bench: Bench) -> None:
    """One product cannot be had: first, in the middle, last."""
    kinds = (
        (ConnectionError, "catalogue is down"),
        (TimeoutError, "too late"),
        (KeyError, "a bug"),
    )
    for place, (kind, text) in product((0, 2, 5), kinds):
        error = kind(text)
        catalogue, skus = _catalogue(bench, [0.3, 0.1, 0.2, 0.25, 0.1, 0.15])
        catalogue = {**catalogue, skus[place]: Reply(0.2, error=error)}
        for limit in (2, 6):
            story = f"six products, number {place + 1} fails, with a limit of {limit}"
            _fails(bench, catalogue, skus, limit, [error], story)


def several_calls_fail(bench: Bench) -> None:
    """Two failures at one instant, and nothing but failures."""
    for which in ((0, 1), (0, 1, 2, 3)):
        errors = [ConnectionError(f"failure {i}") for i in which]
        catalogue, skus = _catalogue(bench, [0.2] * 4)
        broken = {skus[i]: Reply(0.2, error=e) for i, e in zip(which, errors, strict=True)}
        story = "several products that fail at one instant"
        _fails(bench, {**catalogue, **broken}, skus, 2, errors, story)


def _fails(
    bench: Bench,
    catalogue: Catalogue,
    skus: list[str],
    limit: int,
    errors: list[Exception],
    story: str,
) -> None:
    play = _fetch(bench, catalogue, skus, limit, story, requirement="failure")
    play.raised("failure", errors)
    made = Counter(span.args for span in play.spans)
    again = [args for args, times in made.items() if times > 1]
    if again:
        message = f"fetch({shown(again[0][0])}) failed and was called {made[again[0]]} times."
        play.missed("calls", "called-again", message)
    if play.stage.peak > limit:
        message = f"{play.stage.peak} calls were in flight at once; the limit was {limit}."
        facts = {"peak": play.stage.peak, "limit": limit, "all": play.stage.peak == len(skus)}
        play.missed("limit", "over-limit", message, **facts)


def caller_is_cancelled(bench: Bench) -> None:
    """The caller leaves while some products are on their way and others wait."""
    for limit in (2, 6):
        catalogue, skus = _catalogue(bench, [0.3, 0.1, 0.2, 0.25, 0.1, 0.3], cleanup=0.2)
        story = "a caller that is cancelled at 0.150 s"
        play = _fetch(bench, catalogue, skus, limit, story, requirement="failure", cancel_at=0.15)
        play.cancelled("failure", 0.15)
        if play.stage.peak > limit:
            message = f"When the caller left, {play.stage.peak} calls were in flight, not {limit}."
            play.missed("limit", "over-limit", message, peak=play.stage.peak, limit=limit)


# What the code shows, belief by belief.


def _appends(evidence: Evidence) -> bool:
    code = evidence.code
    put = [call for call in code.calls("put", "put_nowait") if code.calls("fetch", inside=call)]
    added = code.any(ast.AugAssign, lambda node: isinstance(node.value, ast.List))
    return bool(code.calls("append", "as_completed") or put or added) and not reads_done_set(
        evidence
    )


def _keyed_by_sku(evidence: Evidence) -> bool:
    """Each SKU came through once, and the code has a table or a set."""
    code = evidence.code
    if not evidence.facts.get("once_each", False):
        return False
    stores = any(
        isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name)
        for node in code.nodes(ast.Subscript)
    )
    makes = code.any(ast.DictComp, lambda _: True) or code.calls("set", "fromkeys", "dict")
    return bool(stores or makes or code.any(ast.SetComp, lambda _: True))


def _never_released(evidence: Evidence) -> bool:
    code = evidence.code
    return bool(code.calls("acquire")) and not code.mentions("release")


def _ignores_limit(evidence: Evidence) -> bool:
    """All at once, and the number that was passed as the limit is never looked at."""
    return evidence.facts.get("all", False) and not _reads_limit(evidence)


def _reads_limit(evidence: Evidence) -> bool:
    code = evidence.code
    for function in code.nodes(ast.FunctionDef, ast.AsyncFunctionDef):
        if function.name == "fetch_products":
            arguments = [*function.args.posonlyargs, *function.args.args]
            return len(arguments) > 2 and any(
                isinstance(node, ast.Name) and node.id == arguments[2].arg
                for statement in function.body
                for node in ast.walk(statement)
            )
    return True


def _task_outlives_slot(evidence: Evidence) -> bool:
    """A task is created inside `async with` and awaited outside of it."""
    code = evidence.code
    for block in code.nodes(ast.AsyncWith):
        if any(code.calls("TaskGroup", "timeout", inside=item) for item in block.items):
            continue
        waits = list(code.nodes(ast.Await, inside=block))
        if code.calls(*TASK_MAKERS, inside=block) and not waits:
            return True
    return False


def _own_semaphore(evidence: Evidence) -> bool:
    """The semaphore is made where the call is made, once for each of them."""
    code = evidence.code
    for call in code.calls("Semaphore", "BoundedSemaphore"):
        home = code.function_of(call)
        nested = home is not None and getattr(home, "name", "") != "fetch_products"
        around_all = not nested and not code.in_loop(call)
        if isinstance(code.parents.get(call), ast.withitem) and not around_all:
            return True
        if code.in_loop(call):
            return True
        if nested and code.calls("fetch", inside=home):
            return True
    return False


def _one_at_a_time(evidence: Evidence) -> bool:
    code, facts = evidence.code, evidence.facts
    if facts.get("peak") != 1:
        return False
    single = any(
        not call.args or (isinstance(call.args[0], ast.Constant) and call.args[0].value == 1)
        for call in code.calls("Semaphore", "BoundedSemaphore")
    )
    in_row = any(code.awaited(call) and code.in_loop(call) for call in code.calls("fetch"))
    at_once = code.task_awaited_at_once()
    locked = code.calls("Lock") and any(
        code.calls("fetch", inside=block) for block in code.nodes(ast.AsyncWith)
    )
    return bool(single or locked or (in_row and not code.schedules()) or at_once)


def _fixed_shares(evidence: Evidence) -> bool:
    """Each worker gets a slice of its own: `skus[i::limit]`, one stretch, or what is dealt to it.

    Dealing is `piles[i % limit]`.
    """
    code = evidence.code
    dealt = code.any(ast.Subscript, lambda node: _takes_turns(code, node.slice))
    if code.calls("Semaphore", "BoundedSemaphore") or _batches(evidence):
        return False
    if code.calls("Queue") and not dealt:
        return False
    slices = list(code.nodes(ast.Slice))
    in_row = any(
        code.in_loop(call) and isinstance(code.parents.get(call), ast.Await)
        for call in code.calls("fetch")
    )
    strides = [call for call in code.calls("range") if len(call.args) == 3]
    return bool(slices or strides or dealt) and in_row and code.schedules()


def _takes_turns(code: Code, index: ast.AST) -> bool:
    """`i % limit` in an index."""
    return any(isinstance(node.op, ast.Mod) for node in code.nodes(ast.BinOp, inside=index))


def _returns_early(call: ast.Call) -> bool:
    return any(keyword.arg == "return_when" for keyword in call.keywords)


def _batches(evidence: Evidence) -> bool:
    """A loop over the list that waits for all of one batch before the next begins."""
    code = evidence.code
    waits = [
        *code.calls("gather", "wait", inside=None),
        *(call for call in code.calls("TaskGroup")),
    ]
    return any(code.in_loop(call) for call in waits if not _returns_early(call)) and (
        bool(list(code.nodes(ast.Slice))) or bool(code.calls("batched", "islice"))
    )


def _empty_wait(evidence: Evidence) -> bool:
    error = evidence.symptom.play.error
    return isinstance(error, ValueError) and bool(evidence.code.calls("wait"))


def _fixed_number(evidence: Evidence) -> bool:
    """The limit in the code is a number of the learner's own."""
    own = any(
        call.args and isinstance(call.args[0], ast.Constant)
        for call in evidence.code.calls("Semaphore", "BoundedSemaphore", "range", "Queue")
    )
    return own and not _reads_limit(evidence)


def _holds_an_exception(evidence: Evidence) -> bool:
    """A gathered list came back with the exception in it."""
    value = evidence.symptom.play.value
    held = value if isinstance(value, list) else []
    return evidence.code.gathers_exceptions() and any(isinstance(v, BaseException) for v in held)


LIMITS = frozenset({"over-limit", "idle-slot"})

MISCONCEPTIONS = (
    Misconception(
        "results come back in the order asked",
        "You appended in completion order, so prices land on the wrong products; gather keeps "
        "the order, or store by index.",
        frozenset({"wrong-order"}),
        _appends,
    ),
    Misconception(
        "a set of finished tasks keeps their order",
        "asyncio.wait gives a set of the tasks that are done, and a set has no order, so prices "
        "land on the wrong products; read the results from your own list of tasks.",
        frozenset({"wrong-order"}),
        reads_done_set,
    ),
    Misconception(
        "keys are unique",
        "A SKU asked for twice must appear twice in the answer; a dict keyed by SKU lost one "
        "(deduplicate on purpose, not by accident).",
        frozenset({"lost-duplicate"}),
        _keyed_by_sku,
    ),
    Misconception(
        "the semaphore is released when the function ends",
        "acquire() without release() used up the slots for ever and the rest of the SKUs waited "
        "for ever; use `async with sem`.",
        frozenset({"deadlock"}),
        _never_released,
    ),
    Misconception(
        "a limit means one at a time",
        "You used one slot out of `limit`; keep `limit` requests in flight.",
        frozenset({"idle-slot"}),
        _one_at_a_time,
    ),
    Misconception(
        "the limit is a number to choose",
        "Your code has a number of its own where the caller's `limit` belongs; the next caller "
        "has another limit.",
        LIMITS,
        _fixed_number,
    ),
    Misconception(
        "more at once is always faster",
        "All requests left at the same moment; the catalogue service allows `limit` at a time, "
        "and beyond that you get 429s and queueing, not speed.",
        frozenset({"over-limit"}),
        _ignores_limit,
    ),
    Misconception(
        "any semaphore will do",
        "Each call made its own semaphore, so nobody ever waits; create one and share it.",
        frozenset({"over-limit"}),
        _own_semaphore,
    ),
    Misconception(
        "a task runs inside the block that created it",
        "create_task returns at once, so the slot was given back before the request had begun; "
        "hold the semaphore inside the task.",
        frozenset({"over-limit"}),
        _task_outlives_slot,
    ),
    Misconception(
        "giving each worker an equal share balances the load",
        "A worker whose share was quick went home while another still had a pile; let workers "
        "take the next SKU from one shared source.",
        frozenset({"idle-slot"}),
        _fixed_shares,
    ),
    Misconception(
        "a batch keeps every slot busy",
        "The next batch starts only when the slowest call of this one is back, so quick calls "
        "leave their slots empty; a slot belongs to one call, not to a batch.",
        frozenset({"idle-slot"}),
        _batches,
    ),
    Misconception(
        "empty input cannot happen",
        "asyncio.wait() raises ValueError for an empty set; an empty cart is a normal day, "
        "return [].",
        frozenset({"empty-input"}),
        _empty_wait,
    ),
    Misconception(
        "a default is better than an error",
        "You caught the failure and went on without the answer, so nobody can tell a missing "
        "product from an empty one. Let the exception out.",
        frozenset({"error-lost"}),
        swallows,
    ),
    Misconception(
        "return_exceptions=True handles the errors",
        "return_exceptions only moves the exception into the list; unless you look, an exception "
        "object is shown to the customer as data.",
        frozenset({"error-as-value"}),
        _holds_an_exception,
    ),
)

FETCH_PRODUCTS = Exercise(
    id="fetch_products",
    lesson=LESSON,
    ticket=TICKET,
    title="Fetch a list of products, a few at a time",
    rank="standard",
    names=(Required("fetch_products", "async", ("fetch", "skus", "limit")),),
    contract=(
        "`async def fetch_products(fetch, skus, limit) -> list` calls `fetch(sku)` once for each "
        "element of `skus`, at most `limit` at a time, and returns the answers in the order of "
        "`skus`. `limit` is 1 or more. Whether the other calls run on after a failure is up to you."
    ),
    requirements=(
        Requirement(
            "result",
            "Returns a list with the answers in the order of `skus`; for no SKUs, `[]`.",
            "the answers are in the order of the SKUs",
        ),
        Requirement(
            "calls",
            "Calls fetch once for each element, also for a SKU that stands there twice.",
            "fetch was called once for each element",
        ),
        Requirement(
            "limit",
            "Has at most `limit` calls in flight at any instant.",
            "never more than `limit` in flight",
        ),
        Requirement(
            "busy",
            "Keeps every slot busy: no slot is free while a SKU waits.",
            "no slot is free while a SKU waits",
        ),
        Requirement(
            "failure",
            "A failed call reaches the caller as an exception, and so does a cancellation.",
            "the error itself or a group that holds it, never a value",
        ),
    ),
    hints=(
        "Who is waiting while a slot is free?",
        "The slot is held by one call, not by a batch.",
        "One shared `asyncio.Semaphore(limit)`, and `async with` inside the coroutine that calls "
        "fetch.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        slow_ones_first,
        falling_delays,
        delays_of_every_kind,
        duplicates,
        values_of_every_kind,
        at_one_instant,
        no_products,
        many_products,
        a_slow_day,
        two_lists_at_once,
        one_call_fails,
        several_calls_fail,
        caller_is_cancelled,
    ),
    own_codes=frozenset(
        {
            "wrong-shape",
            "wrong-result",
            "wrong-order",
            "lost-duplicate",
            "mixed-up",
            "empty-input",
            "called-twice",
            "called-again",
            "not-called",
            "wrong-arguments",
            "over-limit",
            "idle-slot",
            "too-slow",
            "error-as-value",
            "error-lost",
            "wrong-error",
            "cancellation-lost",
        }
    ),
)
