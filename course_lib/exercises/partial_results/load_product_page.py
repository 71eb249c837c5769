"""`load_product_page`: three of five parts may be missing, each with a time limit of its own."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Mapping
from typing import Any

from course_lib.exercises.beliefs import stops_nothing, waits_each_time
from course_lib.exercises.bench import Bench, Play, alike, same
from course_lib.exercises.code import Code
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.partial_results.lesson import LESSON, TICKET
from course_lib.exercises.stage import CLOSE, Reply
from course_lib.exercises.words import listed, seconds, shown

REQUIRED = ("product", "price")
OPTIONAL = ("reviews", "recommendations", "stock")
SERVICES = REQUIRED + OPTIONAL
KEYS = (*SERVICES, "degraded")
LIMIT = 0.4
NEVER = 1e6


def _fallback(part: str) -> Any:
    return None if part == "stock" else []


def _replies(bench: Bench, delays: Mapping[str, float], **changed: Reply) -> dict[str, Reply]:
    """What the five services do; `changed` ones replace those that answer."""
    tag = bench.random.randrange(1000)
    values = {
        "product": {"sku": f"LAMP-{tag}", "name": "Auk lamp"},
        "price": 10.5 + tag,
        "reviews": [f"review {tag}"],
        "recommendations": [f"ROPE-{tag}", "FLASK-1"],
        "stock": tag,
    }
    return {name: Reply(delays[name], values[name], cleanup=0.02) for name in SERVICES} | changed


def _delays(bench: Bench, low: float = 0.05, high: float = 0.35) -> dict[str, float]:
    """Five distinct delays within the limit, in a random order."""
    step = (high - low) / (len(SERVICES) - 1)
    steps = [round(low + i * step, 3) for i in range(len(SERVICES))]
    return dict(zip(SERVICES, bench.random.sample(steps, len(steps)), strict=True))


def _load(
    bench: Bench,
    replies: Mapping[str, Reply],
    story: str,
    limit: float = LIMIT,
    sku: str = "LAMP-3",
    **options: Any,
) -> Play:
    stage = bench.stage()
    api = stage.api(("sku",), **replies)
    told = stage.function("on_degraded", parameters=("name", "exc"))
    required = max(replies[name].delay for name in REQUIRED)
    optional = max(min(replies[name].delay, limit) for name in OPTIONAL)
    ideal = max(required, optional)
    options.setdefault("requirement", "page")
    args = (api, sku, limit, told)
    return bench.play("load_product_page", *args, stage=stage, story=story, ideal=ideal, **options)


def _down(reply: Reply, limit: float) -> bool:
    """Whether an optional part is missing from the page."""
    return reply.delay > limit or isinstance(reply.error, (ConnectionError, TimeoutError))


def _latest(replies: Mapping[str, Reply], limit: float, degraded: list[str]) -> float:
    """When the clean-up of the calls past their limit is over."""
    late = [replies[name].cleanup for name in degraded if replies[name].delay > limit]
    return limit + max(late) if late else 0.0


def _judge(
    play: Play, replies: Mapping[str, Reply], limit: float = LIMIT, sku: str = "LAMP-3"
) -> None:
    """Everything that the contract says about a page whose required parts are there."""
    degraded = [name for name in OPTIONAL if _down(replies[name], limit)]
    if play.error is not None and degraded and _is_outage(play.error):
        message = (
            f"{listed(degraded)} did not answer, and the whole page failed with "
            f"{type(play.error).__name__}; only that part may be missing."
        )
        play.missed("degrades", "page-lost", message)
        return
    play.answered("page")
    if _shape(play):
        _parts(play, replies, degraded)
        _named(play, degraded)
    _told(play, replies, degraded, limit)
    play.called_once("start", dict.fromkeys(SERVICES, (sku,)))
    play.started_at_once("start")
    _time(play, _latest(replies, limit, degraded))
    _late_calls_stopped(play)


def _is_outage(error: BaseException) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return any(map(_is_outage, error.exceptions))
    return isinstance(error, (OSError, asyncio.CancelledError))


def _time(play: Play, latest: float) -> None:
    """Within the formula; the clean-up of a late call may be waited for."""
    if play.ideal + CLOSE < play.run.elapsed <= latest + CLOSE:
        play.met("time", f"took {seconds(play.run.elapsed)}, clean-up included")
        return
    play.took("time", play.ideal, "the required calls and the limit allow")


def _late_calls_stopped(play: Play) -> None:
    """Calls past their limit were cancelled; whether the page waits for their clean-up is free."""
    left = play.stage.unfinished(play.run.elapsed)
    going = [
        span.name
        for span in left
        if span.cancelled_at is None or span.cancelled_at > play.run.elapsed
    ]
    if going:
        message = f"The page was over at {seconds(play.run.elapsed)}, but {listed(going)} ran on."
        play.missed("stops", "left-running", message)
    else:
        play.met("stops", "no call ran on after its page")


def _shape(play: Play) -> bool:
    value = play.value
    if not isinstance(value, dict):
        kind = type(value).__name__
        message = f"Returned {shown(value)} ({kind}); a dict with the keys {_keys()} was expected."
        return play.missed("page", "wrong-shape", message)
    if set(value) != set(KEYS):
        message = f"The keys are {shown(list(value))}; {_keys()} were expected."
        return play.missed("page", "wrong-shape", message)
    return True


def _keys() -> str:
    return ", ".join(KEYS)


def _parts(play: Play, replies: Mapping[str, Reply], degraded: list[str]) -> None:
    for name in SERVICES:
        got = play.value[name]
        if name in degraded:
            if not same(got, _fallback(name)):
                was = "down" if replies[name].error else "late"
                message = (
                    f"{name} was {was} and holds {shown(got)}; {_fallback(name)} was expected."
                )
                play.missed("degrades", "wrong-fallback", message)
        elif not same(got, replies[name].value):
            gave = shown(replies[name].value)
            message = f"{name!r} holds {shown(got)}; api.{name} gave {gave}."
            returned = isinstance(replies[name].value, BaseException)
            play.missed("page", "wrong-result", message, returned=returned)
    play.met("page", "each key holds the answer of its own call")
    if degraded:
        play.met("degrades", f"{listed(degraded)} replaced, the rest of the page kept")


def _named(play: Play, degraded: list[str]) -> None:
    named = play.value["degraded"]
    if not same(named, degraded):
        message = f"degraded is {shown(named)}; {degraded} was expected."
        in_order = isinstance(named, (list, tuple)) and sorted(map(str, named)) == sorted(degraded)
        play.missed("told", "degraded-order" if in_order else "wrong-degraded", message)


def _told(play: Play, replies: Mapping[str, Reply], degraded: list[str], limit: float) -> None:
    heard = [args for _, args in play.stage.heard]
    names = [args[0] if len(args) == 2 else args for args in heard]
    said = f"on_degraded heard {shown(names) if names else 'nothing'}"
    if sorted(map(str, names)) != sorted(degraded):
        should = f"{shown(degraded)}, each once" if degraded else "nothing"
        message = f"{said}; it should hear {should}."
        play.missed("told", "wrong-report", message)
        return
    for name, error in heard:
        original = replies[name].error if replies[name].delay <= limit else TimeoutError()
        late = replies[name].delay > limit and isinstance(error, TimeoutError)
        if not late and not alike(error, original):
            message = f"on_degraded({name!r}, ...) got {shown(error)}; {original!r} was expected."
            play.missed("told", "wrong-report", message, text=isinstance(error, str))
            return
    play.met("told", f"{said}, as degraded says" if degraded else "no false report")


def all_parts_answer(bench: Bench) -> None:
    """All five answer: in any order, with nothing, with an exception object as the value."""
    for _ in range(4):
        replies = _replies(bench, _delays(bench))
        _judge(_load(bench, replies, "five calls that all answer"), replies)
    delays = _delays(bench)
    empty = {"product": {}, "price": 0.0, "reviews": [], "recommendations": [], "stock": 0}
    replies = _replies(bench, delays, **{n: Reply(delays[n], v) for n, v in empty.items()})
    _judge(_load(bench, replies, "parts that answer with nothing"), replies)
    note = {"reviews": ConnectionError("a value"), "stock": TimeoutError("a value")}
    replies = _replies(bench, delays, **{n: Reply(delays[n], v) for n, v in note.items()})
    _judge(_load(bench, replies, "optional parts that return an exception object"), replies)
    fast = _replies(bench, dict.fromkeys(SERVICES, 0.2))
    _judge(_load(bench, fast, "five calls that answer at the same instant"), fast)


def slow_required_parts(bench: Bench) -> None:
    """The limit is for optional calls only."""
    for slow in REQUIRED:
        for delay in (0.9, 600.0):
            replies = _replies(bench, _delays(bench) | {slow: delay})
            _judge(_load(bench, replies, f"a {slow} that takes longer than the limit"), replies)
    patient = _replies(bench, _delays(bench) | {"stock": 90.0})
    _judge(
        _load(bench, patient, "a stock service that is slow, and a limit that allows it", 120.0),
        patient,
        120.0,
    )


def one_optional_part_is_down(bench: Bench) -> None:
    """One optional service raises what an outage raises."""
    errors = (ConnectionError("down"), TimeoutError("its own"), ConnectionResetError("reset"))
    for name, error in zip(OPTIONAL, errors, strict=True):
        delays = _delays(bench)
        replies = _replies(bench, delays, **{name: Reply(delays[name], error=error)})
        _judge(_load(bench, replies, f"{name} is down"), replies)


def several_optional_parts_are_down(bench: Bench) -> None:
    """More than one is down, also at one instant."""
    for names in (OPTIONAL, OPTIONAL[:2], OPTIONAL[1:], ("reviews", "stock")):
        delays = _delays(bench)
        broken = {n: Reply(delays[n], error=ConnectionError(f"{n} is down")) for n in names}
        replies = _replies(bench, delays, **broken)
        _judge(_load(bench, replies, f"{listed(names)} are down"), replies)
    broken = {n: Reply(0.1, error=ConnectionError(n)) for n in OPTIONAL}
    replies = _replies(bench, dict.fromkeys(SERVICES, 0.2), **broken)
    _judge(_load(bench, replies, "three parts that fail at the same instant"), replies)


def slow_optional_parts(bench: Bench) -> None:
    """Optional calls that take longer than the limit, or for ever."""
    for names in (OPTIONAL, ("reviews",), ("recommendations", "stock")):
        for limit in (0.4, 0.15):
            delays = _delays(bench, 0.02, 0.1)
            slow = {n: Reply(1.5 + i, [n], cleanup=0.03 * i) for i, n in enumerate(names)}
            replies = _replies(bench, delays, **slow)
            play = _load(bench, replies, f"{listed(names)} take too long", limit)
            _judge(play, replies, limit)
    delays = _delays(bench, 0.02, 0.1)
    hangs = _replies(bench, delays, reviews=Reply(NEVER, []))
    _judge(_load(bench, hangs, "reviews never answer"), hangs)


def down_and_slow_together(bench: Bench) -> None:
    """One part too slow and one refused, on a page with a slow price."""
    delays = _delays(bench) | {"price": 0.6}
    replies = _replies(
        bench,
        delays,
        reviews=Reply(2.0, [], cleanup=0.05),
        recommendations=Reply(0.1, error=ConnectionRefusedError("refused")),
    )
    _judge(_load(bench, replies, "one part too slow, one down"), replies)


def fallbacks_are_fresh(bench: Bench) -> None:
    """What one page appends to its fallback must not turn up on another page."""
    for visit in range(2):
        delays = _delays(bench)
        down = {
            n: Reply(delays[n], error=ConnectionError(n)) for n in ("reviews", "recommendations")
        }
        replies = _replies(bench, delays, **down)
        play = _load(bench, replies, "two pages that are both degraded")
        play.answered("degrades")
        page = play.value if isinstance(play.value, dict) else {}
        lists = [page.get(key) for key in ("reviews", "recommendations", "degraded")]
        if page and any(isinstance(x, list) and "from another page" in x for x in lists):
            message = "A page's fallback held what another page had appended to its own."
            play.missed("degrades", "shared-fallback", message, pages=True)
        elif page and visit and page.get("reviews") is page.get("recommendations"):
            message = "reviews and recommendations are one and the same list object."
            play.missed("degrades", "shared-fallback", message)
        for item in lists:
            if isinstance(item, list):
                item.append("from another page")


def a_required_part_fails(bench: Bench) -> None:
    """The page fails with its product or its price, and stops the other calls."""
    for name in REQUIRED:
        for error in (ConnectionError("down"), TimeoutError("late"), LookupError("no such sku")):
            delays = {
                "product": 0.5,
                "price": 0.45,
                "reviews": 0.3,
                "recommendations": 0.2,
                "stock": 0.6,
            }
            delays[name] = 0.1
            failing = {name: Reply(0.1, error=error)}
            _fails(bench, delays, failing, [error], f"{name} fails")
    errors = [ConnectionError("no product"), ConnectionError("no price")]
    both = {n: Reply(0.1, error=e) for n, e in zip(REQUIRED, errors, strict=True)}
    delays = dict(zip(SERVICES, (0.1, 0.1, 0.3, 0.2, 0.6), strict=True))
    _fails(bench, delays, both, errors, "product and price fail at one instant")
    late = dict(zip(SERVICES, (1.7, 1.8, 0.1, 0.2, 1.6), strict=True))
    for name, error in zip(REQUIRED, errors, strict=True):
        after_others = {name: Reply(0.3, error=error)}
        _fails(bench, late, after_others, [error], f"{name} fails when others have answered")
        one = {name: Reply(0.1, error=error)}
        _fails(bench, delays, one, [error], f"{name} fails when the other answers")


def a_bug_in_an_optional_part(bench: Bench) -> None:
    """What is no outage is a bug, and is not hidden."""
    for name, error in zip(
        OPTIONAL, (KeyError("rating"), TypeError("bug"), ValueError("x")), strict=True
    ):
        delays = dict(zip(SERVICES, (0.3, 0.25, 0.35, 0.2, 0.3), strict=True)) | {name: 0.1}
        bug = {name: Reply(0.1, error=error)}
        _fails(bench, delays, bug, [error], f"a bug in {name}", "bugs")
        _fails(bench, dict.fromkeys(SERVICES, 0.1), bug, [error], f"a bug in {name}", "bugs")


def _fails(
    bench: Bench,
    delays: Mapping[str, float],
    failing: Mapping[str, Reply],
    errors: list[Exception],
    story: str,
    requirement: str = "fails",
) -> None:
    replies = _replies(bench, delays, **failing)
    replies |= {
        n: Reply(r.delay, r.value, r.error, 0.01 * i) for i, (n, r) in enumerate(replies.items())
    }
    play = _load(bench, replies, story, limit=1.0, requirement=requirement)
    if play.error is None and requirement == "bugs":
        broken = next(iter(failing))
        message = f"{broken} raised {errors[0]!r}, a bug, and the page was built all the same."
        play.missed("bugs", "hidden-bug", message)
        return
    if not play.raised(requirement, errors) or requirement == "bugs":
        return
    # The clean-ups may be waited for one after another.
    at = max(reply.delay for reply in failing.values())
    if play.run.elapsed > at + sum(r.cleanup for r in replies.values()) + CLOSE:
        message = (
            f"The required call failed at {seconds(at)}, and the page at "
            f"{seconds(play.run.elapsed)}; a failed page is known as soon as a required part fails."
        )
        play.missed("fails", "late-failure", message)
    play.nothing_left("stops")


def caller_is_cancelled(bench: Bench) -> None:
    """A caller who leaves is no outage."""
    for at in (0.05, 0.2):
        delays = dict(zip(SERVICES, (0.5, 0.1, 0.6, 0.3, 0.15), strict=True))
        replies = _replies(bench, delays)
        story = f"a caller that leaves at {seconds(at)}"
        play = _load(bench, replies, story, limit=1.0, requirement="leaves", cancel_at=at)
        play.cancelled("leaves", at)
        heard = [args[0] if args else args for _, args in play.stage.heard]
        if heard:
            message = (
                f"The caller left at {seconds(at)}, and {listed(map(str, heard))} "
                f"{'was' if len(heard) == 1 else 'were'} reported as down."
            )
            play.missed("leaves", "false-report", message)
        _late_calls_stopped(play)


def two_pages_at_once(bench: Bench) -> None:
    """One page is degraded while the other is whole; neither learns of the other."""
    load, stage = bench.answer.objects["load_product_page"], bench.stage()
    whole = _replies(bench, _delays(bench))
    broken = _replies(bench, _delays(bench), stock=Reply(0.1, error=ConnectionError("down")))
    pages = [(stage.api(("sku",), **r), sku) for r, sku in ((whole, "A-1"), (broken, "B-2"))]
    told = stage.function("on_degraded", parameters=("name", "exc"))

    async def both() -> Any:
        stage.begin()
        return await asyncio.gather(*(load(api, sku, LIMIT, told) for api, sku in pages))

    play = bench.perform(both, stage, "two pages that load at the same time", None, "page")
    play.answered("page")
    got = [page.get("degraded") if isinstance(page, dict) else page for page in play.value]
    if not same(got, [[], ["stock"]]):
        message = f"Of two pages loaded together one lacked its stock; degraded was {shown(got)}."
        play.missed("told", "mixed-up", message)
        return
    for page, replies in zip(play.value, (whole, broken), strict=True):
        wrong = [
            n
            for n in SERVICES
            if n not in page["degraded"] and not same(page.get(n), replies[n].value)
        ]
        if wrong:
            message = f"Two pages loaded together have each other's {listed(wrong)}."
            play.missed("page", "mixed-up", message)


def the_same_page_twice(bench: Bench) -> None:
    """A second visit asks again: what was down may be up."""
    load, stage = bench.answer.objects["load_product_page"], bench.stage()
    delays = _delays(bench)
    replies = _replies(bench, delays)
    up = replies["stock"]
    stock = [Reply(up.delay, error=ConnectionError("down")), up]
    api = stage.api(("sku",), **(replies | {"stock": stock}))
    told = stage.function("on_degraded", parameters=("name", "exc"))

    async def twice() -> Any:
        stage.begin()
        return [await load(api, "LAMP-3", LIMIT, told) for _ in range(2)]

    play = bench.perform(twice, stage, "the same page, twice", None, "start")
    play.answered("start")
    got = [page.get("degraded") if isinstance(page, dict) else page for page in play.value]
    if len(play.spans) != 2 * len(SERVICES) or not same(got, [["stock"], []]):
        message = (
            f"The page was loaded twice, and only its first stock was down: "
            f"{len(play.spans)} calls were made, and degraded was {shown(got)}."
        )
        play.missed("start", "not-asked-again", message)


def _all_or_nothing(evidence: Evidence) -> bool:
    """No handler for an outage, or only such as raise it again."""
    code = evidence.code
    kinds = ("", "Exception", "BaseException", "ConnectionError", "TimeoutError", "OSError")
    passes = (isinstance(handler.body[-1], ast.Raise) for handler in code.catches(*kinds))
    return all(passes) and not code.gathers_exceptions() and not code.calls("suppress", "exception")


def _bare(evidence: Evidence) -> bool:
    return bool(evidence.code.catches("", "BaseException", "CancelledError"))


def _widest(evidence: Evidence) -> bool:
    """A handler for everything, or a list of everything that nobody sorts."""
    code = evidence.code
    sorts = code.mentions("ConnectionError", "TimeoutError", "OSError")
    unsorted = not sorts and (code.gathers_exceptions() or bool(code.calls("exception")))
    suppressed = any(
        code.mentions("Exception", "BaseException", inside=call) for call in code.calls("suppress")
    )
    return bool(code.catches("", "Exception", "BaseException")) or suppressed or unsorted


def _plain_gather(evidence: Evidence) -> bool:
    """A page that failed, by code that stops nothing, or only when its caller leaves."""
    code, error = evidence.code, evidence.symptom.play.error
    return isinstance(error, Exception) and stops_nothing(code) and bool(code.schedules())


def _waits_without_cancel(evidence: Evidence) -> bool:
    code = evidence.code
    return bool(_limited_waits(code)) and not code.calls("cancel")


def _limited_waits(code: Code) -> list[ast.Call]:
    """`wait(..., timeout=...)`."""
    return [c for c in code.calls("wait") if any(k.arg == "timeout" for k in c.keywords)]


def _limit_of_the_page(evidence: Evidence) -> bool:
    """The only limit stands around what starts the calls."""
    code = evidence.code
    limits = code.calls("timeout", "wait_for", "timeout_at", "wait")
    blocks = [n for n in code.nodes(ast.AsyncWith) if code.calls("timeout", inside=n)]
    starts = any(code.calls("TaskGroup", "gather", inside=block) for block in blocks)
    return len(limits) == 1 and starts


def _no_limit(evidence: Evidence) -> bool:
    """The parameter is not even looked at, and there is no limit of another kind."""
    limits = evidence.code.calls("wait_for", "timeout_at", "wait", "call_later", "call_at")
    asked = bool(evidence.symptom.play.spans) and not limits
    return asked and "page-lost" not in evidence.codes and not evidence.code.mentions("timeout")


def _in_a_row(evidence: Evidence) -> bool:
    return waits_each_time(evidence) and any(True for _ in evidence.code.nodes(ast.Try))


def _required_first(evidence: Evidence) -> bool:
    """In each run that made all five calls the extras began when the required ones were over."""
    whole = [p for p in evidence.symptom.play.bench.plays if _names(p) == set(SERVICES)]
    return bool(whole) and all(map(_extras_last, whole))


def _names(play: Play) -> set[str]:
    return {span.name for span in play.spans}


def _extras_last(play: Play) -> bool:
    spans = {span.name: span for span in play.spans}
    ends = [spans[name].end for name in REQUIRED]
    starts = [spans[name].start for name in OPTIONAL]
    together = max(starts) - min(starts) < CLOSE
    return None not in ends and together and min(starts) > max(ends) - CLOSE


def _one_limit_after_another(evidence: Evidence) -> bool:
    """A limit around tasks that were made earlier, one await after another."""
    code, play = evidence.code, evidence.symptom.play
    started = all(span.start <= CLOSE for span in play.spans)
    kept = (ast.Name, ast.Subscript, ast.Attribute)
    limits = code.calls("wait_for", "timeout") + _limited_waits(code)
    waited = [c.args[0] for c in code.calls("wait_for", "shield") + _limited_waits(code) if c.args]
    waited += [
        wait.value
        for block in code.nodes(ast.AsyncWith)
        if any(code.calls("timeout", inside=item) for item in block.items)
        for wait in code.nodes(ast.Await, inside=block)
    ]
    repeated = len(limits) > 1 or any(_comes_back(code, limit) for limit in limits)
    tasks = code.calls("create_task", "ensure_future")
    return started and repeated and bool(tasks) and any(isinstance(w, kept) for w in waited)


def _comes_back(code: Code, call: ast.Call) -> bool:
    """Whether a call is repeated: by a loop, or by several calls of its function."""
    callers = code.calls(getattr(code.function_of(call), "name", ""))
    return code.in_loop(call) or len(callers) > 1 or any(code.in_loop(c) for c in callers)


def _shared_constant(evidence: Evidence) -> bool:
    """A list that is made once: in a module or a class, as a default, or in a table."""
    code = evidence.code
    if not evidence.facts.get("pages", False):
        return False
    bodies = [code.tree, *code.nodes(ast.ClassDef)]
    tops = [n for b in bodies for n in b.body if isinstance(n, (ast.Assign, ast.AnnAssign))]
    made = any(isinstance(n, ast.List) for top in tops for n in ast.walk(top))
    made = made or any(code.calls("list", "field", inside=top) for top in tops)
    made = made or code.mentions("cache", "lru_cache")
    defaults = any(
        isinstance(d, ast.List)
        for f in code.nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        for d in [*f.args.defaults, *f.args.kw_defaults]
    )
    return made or defaults


SLOW = frozenset({"late-start", "too-slow"})

MISCONCEPTIONS = (
    Misconception(
        "a page is complete or it is an error",
        "A dead reviews service took the product and the buy button down with it; decide per call "
        "whether the page can live without it.",
        frozenset({"page-lost"}),
        _all_or_nothing,
    ),
    Misconception(
        "a bare except only catches errors",
        "The handler also caught CancelledError: when the customer left, each optional call "
        "reported a false outage instead of stopping.",
        frozenset({"false-report", "cancellation-lost"}),
        _bare,
    ),
    Misconception(
        "degraded mode should hide every error",
        "A KeyError is a bug in our code, not an outage: so wide a handler would hide it for "
        "months behind an empty list; catch only what an outage raises.",
        frozenset({"hidden-bug"}),
        _widest,
    ),
    Misconception(
        "when the page fails, its calls stop",
        "The page failed, yet its other calls kept running for a page nobody will see; "
        "cancel and wait for them.",
        frozenset({"left-running"}),
        _plain_gather,
    ),
    Misconception(
        "important things first",
        "The extras started only when the required calls were back; start all five at once, "
        "importance decides who may fail, not who starts.",
        SLOW,
        _required_first,
    ),
    Misconception(
        "a constant list is a safe default",
        "All degraded pages share one list object; the first caller that appends to it changes "
        "everybody's page. Make a fresh fallback each time.",
        frozenset({"shared-fallback"}),
        _shared_constant,
    ),
    Misconception(
        "wait_for on a started task counts from its start",
        "Each wait_for started its own clock when its turn came, so three slow services cost three "
        "limits, not one; put the timeout inside each call.",
        frozenset({"too-slow"}),
        _one_limit_after_another,
    ),
    Misconception(
        "wait(timeout=...) stops what is late",
        "asyncio.wait cancels nothing: after its timeout the late calls run on, for a page that "
        "has been sent. Cancel them.",
        frozenset({"left-running"}),
        _waits_without_cancel,
    ),
    Misconception(
        "the limit belongs to the page",
        "One limit around the whole page lets one slow extra end all of it; each optional call "
        "needs a limit of its own, and the required ones have none.",
        frozenset({"raised", "page-lost"}),
        _limit_of_the_page,
    ),
    Misconception(
        "down means that an error comes back",
        "You never use `timeout`. Slow is the commonest way of being down: a service that does "
        "not answer in time must not hold the page.",
        frozenset({"too-slow"}),
        _no_limit,
    ),
    Misconception(
        "try/except needs one call at a time",
        "One call after another: the delays add up. Put the try inside a coroutine and run those "
        "together.",
        SLOW,
        _in_a_row,
    ),
    Misconception(
        "an exception in the list was raised",
        "return_exceptions mixes values and errors in one list: a call that RETURNS an exception "
        "object looks failed; catch what is raised inside the call.",
        frozenset({"wrong-result"}),
        lambda e: e.facts.get("returned", False) and e.code.gathers_exceptions(),
    ),
    Misconception(
        "the message is the error",
        "A text has lost the type and the traceback; hand on the exception object, whoever is "
        "told decides what to log.",
        frozenset({"wrong-report"}),
        lambda e: e.facts.get("text", False),
    ),
)

LOAD_PRODUCT_PAGE = Exercise(
    id="load_product_page",
    lesson=LESSON,
    ticket=TICKET,
    title="Sell the product while the reviews are down",
    rank="standard",
    names=(Required("load_product_page", "async", ("api", "sku", "timeout", "on_degraded")),),
    contract=(
        "`async def load_product_page(api, sku, timeout, on_degraded) -> dict`. Required are "
        "`api.product(sku)` and `api.price(sku)`. Optional are `api.reviews(sku)` (fallback `[]`), "
        "`api.recommendations(sku)` (`[]`) and `api.stock(sku)` (`None`); each has `timeout` "
        "seconds of its own. An outage of an optional call (ConnectionError, TimeoutError, or the "
        "time limit) gives a fresh fallback, its name in the list `degraded` (in the order above), "
        "and one call of the plain function `on_degraded(name, exc)` with the original exception. "
        "Any other exception is a bug and reaches the caller."
    ),
    requirements=(
        Requirement(
            "page",
            "Returns a dict with the keys product, price, reviews, recommendations, stock and "
            "degraded.",
            "each key holds the answer of its own call",
        ),
        Requirement(
            "start",
            "Calls each service once, with sku, and starts all five before it waits for any.",
            "five calls at 0.000 s",
        ),
        Requirement(
            "degrades",
            "An optional part that is down or late leaves a fresh fallback; "
            "the rest of the page stays.",
            "the fallback in its place",
        ),
        Requirement(
            "told",
            "degraded names the missing parts in order, and on_degraded hears of each once, "
            "with its error.",
            "one name and one report a missing part",
        ),
        Requirement(
            "time",
            "Takes as long as the slowest required call, or the slowest optional one "
            "up to the limit.",
            "the larger of the two",
        ),
        Requirement(
            "fails",
            "A required call that fails fails the page, at once.",
            "the error of the required call",
        ),
        Requirement(
            "stops",
            "A call past its limit, and any call of a page that fails or is left, is cancelled; "
            "a failed page waits until they are over.",
            "no call runs on after its page",
        ),
        Requirement(
            "bugs",
            "Any other exception of an optional call is a bug and reaches the caller.",
            "the exception itself, or a group that holds it",
        ),
        Requirement(
            "leaves",
            "A cancelled caller gets CancelledError, and no part is reported as down.",
            "CancelledError and no report",
        ),
    ),
    hints=(
        "Which calls may fail?",
        "Put the limit and the `except` inside the optional call.",
        "`async with asyncio.timeout(timeout)` in a wrapper, and all five in one TaskGroup.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        all_parts_answer,
        slow_required_parts,
        one_optional_part_is_down,
        several_optional_parts_are_down,
        slow_optional_parts,
        down_and_slow_together,
        fallbacks_are_fresh,
        a_required_part_fails,
        a_bug_in_an_optional_part,
        caller_is_cancelled,
        two_pages_at_once,
        the_same_page_twice,
    ),
    own_codes=frozenset(
        {
            "wrong-shape",
            "wrong-result",
            "wrong-fallback",
            "shared-fallback",
            "page-lost",
            "wrong-degraded",
            "degraded-order",
            "wrong-report",
            "false-report",
            "mixed-up",
            "not-asked-again",
            "hidden-bug",
            "late-failure",
            "called-twice",
            "not-called",
            "wrong-arguments",
            "late-start",
            "too-slow",
            "too-early",
            "error-as-value",
            "error-lost",
            "wrong-error",
            "left-running",
            "cancellation-lost",
        }
    ),
)
