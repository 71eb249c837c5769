"""`compose_page`: six calls, three real dependencies."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Mapping
from typing import Any

from course_lib.exercises.beliefs import (
    awaits_inside_gather,
    one_after_another,
    swallows,
    task_at_once,
    waits_each_time,
)
from course_lib.exercises.bench import Bench, Play, same
from course_lib.exercises.code import TASK_MAKERS, Code
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.page_data.lesson import LESSON, TICKET
from course_lib.exercises.stage import CLOSE, Reply
from course_lib.exercises.words import number, seconds, shown

SERVICES = ("user", "nav", "cart", "product", "reviews", "related")
NEEDS = {"cart": "user", "reviews": "product", "related": "product"}
# What each takes, for answers that pass it by name.
PARAMETERS = {
    "user": ("session",),
    "cart": ("user_id",),
    "product": ("slug",),
    "reviews": ("product_id",),
    "related": ("category",),
}
# One row a shape of the page: which chain is the longest, and which call within it.
DELAYS = (
    (0.10, 0.40, 0.50, 0.20, 0.30, 0.15),
    (0.45, 0.10, 0.05, 0.10, 0.20, 0.30),
    (0.05, 0.90, 0.10, 0.15, 0.20, 0.25),
    (0.15, 0.05, 0.20, 0.50, 0.10, 0.35),
    (0.30, 0.20, 0.25, 0.10, 0.60, 0.05),
    (0.20, 0.15, 0.10, 0.40, 0.05, 0.55),
)
# Every chain is as long as the longest: whoever waits for a moment is late.
TIGHT = (0.2, 0.4, 0.2, 0.2, 0.2, 0.2)


def _replies(bench: Bench, delays: tuple[float, ...], **values: Any) -> dict[str, Reply]:
    tag = bench.random.randrange(100, 999)
    answers = {
        "user": {"id": f"u{tag}", "name": f"Customer {tag}"},
        "nav": ["Stoves", "Lamps", tag],
        "cart": {"items": tag},
        "product": {"id": f"p{tag}", "category": f"c{tag}", "name": "Auk lamp"},
        "reviews": [f"review {tag}"],
        "related": [f"LAMP-{tag}"],
    } | values
    return {n: Reply(d, answers[n]) for n, d in zip(SERVICES, delays, strict=True)}


def _ideal(replies: Mapping[str, Reply]) -> float:
    d = {name: reply.delay for name, reply in replies.items()}
    return max(d["user"] + d["cart"], d["nav"], d["product"] + max(d["reviews"], d["related"]))


def _compose(bench: Bench, replies: Mapping[str, Reply], story: str, **options: Any) -> Play:
    stage = bench.stage()
    args = (stage.api(PARAMETERS, **replies), "auk-lamp", "session-5")
    ideal = _ideal(replies)
    return bench.play("compose_page", *args, stage=stage, story=story, ideal=ideal, **options)


def _expected_args(
    replies: Mapping[str, Reply], slug: str = "auk-lamp", session: str = "session-5"
) -> dict[str, tuple[Any, ...]]:
    user, product = replies["user"].value, replies["product"].value
    return {
        "user": (session,),
        "nav": (),
        "cart": (user["id"],),
        "product": (slug,),
        "reviews": (product["id"],),
        "related": (product["category"],),
    }


def _judge(play: Play, replies: Mapping[str, Reply]) -> None:
    """Everything that the contract says about a page whose calls all answer."""
    play.answered("page")
    _page(play, replies)
    play.called_once("calls", _expected_args(replies))
    _time(play)


def _page(play: Play, replies: Mapping[str, Reply]) -> None:
    value = play.value
    if not isinstance(value, dict) or set(value) != set(SERVICES):
        keys = ", ".join(SERVICES)
        message = f"Returned {shown(value)}; a dict with the keys {keys} was expected."
        play.missed("page", "wrong-shape", message)
        return
    for name in SERVICES:
        if not same(value[name], replies[name].value):
            gave = shown(replies[name].value)
            message = f"{name!r} holds {shown(value[name])}; api.{name} gave {gave}."
            play.missed("page", "wrong-result", message)
            return
    play.met("page", "each key holds the answer of its own call")


def _time(play: Play) -> None:
    """As long as the longest path; the message names a call that could have started earlier."""
    late = _latest_start(play)
    elapsed = play.run.elapsed
    if elapsed > play.ideal + CLOSE and late is not None:
        name, started, could = late
        message = (
            f"Took {seconds(elapsed)}; the longest path takes {seconds(play.ideal)}. {name} "
            f"started at {seconds(started)} and could have started at {seconds(could)}."
        )
        play.missed("time", "late-start", message, service=name)
        return
    play.took("time", play.ideal, "the longest path takes")


def _latest_start(play: Play) -> tuple[str, float, float] | None:
    """The first call that waited for something it does not need: (name, start, earliest)."""
    first = {span.name: span for span in reversed(play.spans)}
    for span in sorted(play.spans, key=lambda s: s.start):
        need = first.get(NEEDS.get(span.name, ""))
        could = need.end if need is not None and need.end is not None else 0.0
        if span.start > could + CLOSE:
            return span.name, span.start, could
    return None


def pages_of_every_shape(bench: Bench) -> None:
    """Each chain is the longest once, and once all calls take the same time."""
    for delays in DELAYS:
        replies = _replies(bench, delays)
        _judge(_compose(bench, replies, "six calls that all answer"), replies)
    for delays, story in (
        ((0.2,) * 6, "six calls that take the same time"),
        (TIGHT, "three chains that take the same time"),
    ):
        replies = _replies(bench, delays)
        _judge(_compose(bench, replies, story), replies)


def a_slow_day(bench: Bench) -> None:
    """The contract names no time limit."""
    replies = _replies(bench, (9.0, 40.0, 25.0, 12.0, 30.0, 8.0))
    _judge(_compose(bench, replies, "calls that take up to 40 s"), replies)


def the_same_page_again(bench: Bench) -> None:
    """One page is loaded twice, and the second time all its parts have changed."""
    compose = bench.answer.objects["compose_page"]
    stage = bench.stage()
    visits = [_replies(bench, (0.1,) * 6), _replies(bench, (0.1,) * 6)]
    api = stage.api(PARAMETERS, **{name: [visit[name] for visit in visits] for name in SERVICES})

    async def twice() -> list[Any]:
        stage.begin()
        return [await compose(api, "auk-lamp", "session-5") for _ in visits]

    play = bench.perform(twice, stage, "one page that is loaded twice, one after the other", 0.4)
    play.answered("page")
    _not_mixed(play, visits, ["auk-lamp"] * 2, ["session-5"] * 2)


def two_pages_at_once(bench: Bench) -> None:
    """Two customers load two pages together; nothing may pass from one to the other."""
    compose = bench.answer.objects["compose_page"]
    stage = bench.stage()
    visits = [_replies(bench, delays) for delays in (TIGHT, TIGHT)]
    apis = [stage.api(PARAMETERS, **visit) for visit in visits]

    async def both() -> list[Any]:
        stage.begin()
        asked = zip(apis, ("auk-lamp", "tern-mug"), ("session-5", "session-6"), strict=True)
        return await asyncio.gather(*(compose(*what) for what in asked))

    ideal = max(map(_ideal, visits))
    play = bench.perform(both, stage, "two pages that load at the same time", ideal)
    play.answered("page")
    _not_mixed(play, visits, ["auk-lamp", "tern-mug"], ["session-5", "session-6"])
    if "time" not in bench.failed:
        play.took("time", ideal, "the longest path takes")


def _not_mixed(
    play: Play, visits: list[dict[str, Reply]], slugs: list[str], sessions: list[str]
) -> None:
    """What is wrong with a single page is told elsewhere; here pages must not share."""
    if "page" in play.bench.failed or "calls" in play.bench.failed:
        return
    asked = zip(visits, slugs, sessions, strict=True)
    wanted = [_expected_args(visit, slug, session) for visit, slug, session in asked]
    for name in SERVICES:
        got = sorted(repr(span.args) for span in play.stage.of(name))
        if len(got) != len(visits):
            times = number(len(got), "time")
            message = f"Two pages asked api.{name} {times}; each page asks once."
            play.missed("calls", "mixed-up", message)
            return
        if got != sorted(repr(args[name]) for args in wanted):
            message = f"Two pages asked api.{name} with {' and '.join(got)}; they share something."
            play.missed("calls", "mixed-up", message)
            return
    expected = [{name: visit[name].value for name in SERVICES} for visit in visits]
    if not same(play.value, expected):
        message = f"Two pages gave {shown(play.value)}; each must show its own answers."
        play.missed("page", "mixed-up", message)


def odd_answers(bench: Bench) -> None:
    """Answers that are nothing, false, empty, or an exception as a value."""
    replies = _replies(
        bench,
        DELAYS[0],
        user={"id": 0},
        product={"id": "", "category": None},
        cart=None,
        nav=[],
        reviews=ValueError("a review that is an exception"),
        related=0,
    )
    _judge(_compose(bench, replies, "answers that are nothing, or false"), replies)
    empty = {"nav": None, "cart": 0, "reviews": None, "related": ""}
    replies = _replies(bench, DELAYS[2], **empty)
    _judge(_compose(bench, replies, "answers that are nothing, or false"), replies)


def any_call_fails(bench: Bench) -> None:
    """Each of the six fails once."""
    for i, name in enumerate(SERVICES):
        error = (ConnectionError, TimeoutError, KeyError)[i % 3](f"{name} failed")
        replies = _replies(bench, DELAYS[i]) | {name: Reply(0.2, error=error)}
        play = _compose(bench, replies, f"{name} fails", requirement="failure")
        play.raised("failure", [error])
        _asked_again(play)


def two_calls_fail(bench: Bench) -> None:
    """Two failures at one instant: in two chains, and in one."""
    for names in (("user", "product"), ("cart", "reviews"), ("reviews", "related")):
        errors = [ConnectionError(f"{names[0]} is down"), TimeoutError(f"{names[1]} is late")]
        replies = _replies(bench, (0.2,) * 6)
        replies |= {n: Reply(0.2, error=e) for n, e in zip(names, errors, strict=True)}
        story = f"{names[0]} and {names[1]} fail at one instant"
        play = _compose(bench, replies, story, requirement="failure")
        play.raised("failure", errors)
        _asked_again(play)


def _asked_again(play: Play) -> None:
    for span in play.spans:
        if len(play.stage.of(span.name)) > 1:
            times = number(len(play.stage.of(span.name)), "time")
            message = f"{span.name} was called {times}{play.when(span.name)}; once is enough."
            play.missed("calls", "called-again", message)
            return


def caller_is_cancelled(bench: Bench) -> None:
    """The customer leaves while the page is being built."""
    for delays in DELAYS[:2]:
        play = _compose(
            bench,
            _replies(bench, delays),
            "a caller that is cancelled at 0.220 s",
            requirement="failure",
            cancel_at=0.22,
        )
        play.cancelled("failure", 0.22)


def _asked_twice(evidence: Evidence) -> bool:
    service = evidence.facts.get("service")
    return len(evidence.code.calls(service)) > 1 if service else False


def _chains_in_a_row(evidence: Evidence) -> bool:
    """A task for the child is created, but only when a call that it does not need had ended."""
    code, play = evidence.code, evidence.symptom.play
    service = evidence.facts.get("service")
    makers = code.calls("create_task", "ensure_future")
    if service not in NEEDS or not any(code.calls(service, inside=call) for call in makers):
        return False
    start = play.stage.of(service)[0].start
    ends = {span.name for span in play.spans if abs((span.end or -1.0) - start) <= CLOSE}
    return bool(ends - {NEEDS[service]})


def _lazy(evidence: Evidence) -> bool:
    """A coroutine object that is kept under a name and awaited later, never scheduled."""
    code, service = evidence.code, evidence.facts.get("service")
    if service is None:
        return False
    helpers = [code.function_of(call) for call in code.calls(service)]
    names = [h.name for h in helpers if isinstance(h, ast.AsyncFunctionDef)]
    for call in code.calls(service, *names):
        if name := _kept_as(code, call):
            awaited = any(
                isinstance(n.value, ast.Name) and n.value.id == name for n in code.nodes(ast.Await)
            )
            scheduled = any(
                code.mentions(name, inside=c)
                for c in code.calls("create_task", "ensure_future", "gather", "wait")
            )
            return awaited and not scheduled
    return False


def _kept_as(code: Code, call: ast.Call) -> str | None:
    """The name that a call's coroutine is kept under: `a = f()`, or `a, b = f(), g()`."""
    outer: Any = code.parents.get(call)
    place = None
    if isinstance(outer, ast.Tuple):
        place, outer = outer.elts.index(call), code.parents.get(outer)
    if not isinstance(outer, ast.Assign):
        return None
    target: Any = outer.targets[0]
    if place is not None:
        parts = getattr(target, "elts", ())
        target = parts[place] if place < len(parts) else None
    return target.id if isinstance(target, ast.Name) else None


def _chain_to_its_end(evidence: Evidence) -> bool:
    """Reviews and related in a row, although both wait only for the product."""
    play = evidence.symptom.play
    spans = {span.name: span for span in play.spans}
    pair = [spans.get("reviews"), spans.get("related")]
    if None in pair or one_after_another(play) or len(play.spans) != len(SERVICES):
        return False
    first, second = sorted(pair, key=lambda span: span.start)
    others = [spans[n].start for n in ("user", "nav", "product") if n in spans]
    return abs(second.start - first.end) <= CLOSE and max(others) <= CLOSE


def _user_first(evidence: Evidence) -> bool:
    play = evidence.symptom.play
    spans = {span.name: span for span in play.spans}
    user, rest = spans.get("user"), [spans.get("nav"), spans.get("product")]
    if user is None or None in rest or user.start > CLOSE or one_after_another(play):
        return False
    return all(abs(span.start - user.end) <= CLOSE for span in rest)


def _barrier(evidence: Evidence) -> bool:
    """All of the first level, then all of the second: a gather per level."""
    play = evidence.symptom.play
    code = evidence.code
    one_by_one = any(
        isinstance(n.value, ast.Name) and code.leads(n.value, *TASK_MAKERS)
        for n in code.nodes(ast.Await)
    )
    if one_by_one or not code.calls("gather", "wait", "TaskGroup"):
        return False
    first = [s for s in play.spans if s.name in ("user", "nav", "product")]
    second = [s for s in play.spans if s.name in NEEDS]
    if len(first) != 3 or len(second) != 3 or any(s.start > CLOSE for s in first):
        return False
    level = max(s.end or 0.0 for s in first)
    return all(abs(s.start - level) <= CLOSE for s in second)


def _kept_for_ever(evidence: Evidence) -> bool:
    """Something outside of the function remembers: a functools cache, or a name of the module."""
    code = evidence.code
    if code.mentions("lru_cache", "cache", "alru_cache"):
        return True
    made = (ast.Dict, ast.Call, ast.List)
    return any(
        isinstance(node, ast.Assign) and isinstance(node.value, made) for node in code.tree.body
    )


def _goes_on_without(evidence: Evidence) -> bool:
    """A handler drops the error: it neither raises nor keeps it for somebody who may."""
    code = evidence.code
    return swallows(evidence) and any(
        handler.name is None or not code.mentions(handler.name, inside=handler)
        for handler in code.nodes(ast.ExceptHandler)
        if not code.raises(handler)
    )


SLOW = frozenset({"late-start", "too-slow"})

MISCONCEPTIONS = (
    Misconception(
        "each part should fetch all it needs",
        "One call was made twice in one page view; share the task (or a request cache).",
        frozenset({"called-twice"}),
        _asked_twice,
    ),
    Misconception(
        "top to bottom is how a page is built",
        "Six waits in a row: the page took the sum of all delays; only three of the arrows in the "
        "dependency graph are real.",
        SLOW,
        waits_each_time,
    ),
    Misconception(
        "an await inside gather's brackets still runs together",
        "Each `await` inside the brackets waits for its answer before the next call is made; pass "
        "the calls without `await`, and await gather.",
        SLOW | {"raised"},
        awaits_inside_gather,
    ),
    Misconception(
        "create_task makes it parallel, wherever the await is",
        "A task that is awaited where it is created is a sequential call with extra steps; create "
        "all tasks of the first level before the first await.",
        SLOW,
        task_at_once,
    ),
    Misconception(
        "everything needs the user",
        "Only the cart needs the user; the product and the menu waited for a login check they do "
        "not use.",
        SLOW,
        _user_first,
    ),
    Misconception(
        "a level must be complete before the next begins",
        "A gather for each level is a barrier: calls of the second level waited for answers that "
        "they do not use. Give each chain a coroutine of its own.",
        SLOW,
        _barrier,
    ),
    Misconception(
        "building the coroutine early starts it early",
        "Calling an async function starts nothing; it ran only when you awaited it. "
        "Use create_task.",
        SLOW,
        _lazy,
    ),
    Misconception(
        "a chain is sequential to its end",
        "reviews and related both hang on the product, not on each other; start them together.",
        SLOW,
        _chain_to_its_end,
    ),
    Misconception(
        "create_task for the children is enough",
        "A child's task was created only behind another chain's await, because the awaits stand in "
        "a row; give each chain its own coroutine.",
        SLOW,
        _chains_in_a_row,
    ),
    Misconception(
        "a cache may outlive the request",
        "What one request fetched was shown to another. For a product that is an old price; for "
        "the user and the cart it is another customer's data. Keep a cache inside the request.",
        frozenset({"mixed-up"}),
        _kept_for_ever,
    ),
    Misconception(
        "return_exceptions=True handles the errors",
        "return_exceptions only moves the exception into the list; unless you look, an exception "
        "object becomes a part of the page.",
        frozenset({"error-as-value"}),
        lambda evidence: evidence.code.gathers_exceptions(),
    ),
    Misconception(
        "a default is better than an error",
        "You caught the failure and went on without the answer. This contract wants the error; "
        "lesson 2 is about pages that may have holes, and about saying so.",
        frozenset({"error-lost"}),
        _goes_on_without,
    ),
)

COMPOSE_PAGE = Exercise(
    id="compose_page",
    lesson=LESSON,
    ticket=TICKET,
    title="Start each call when its own inputs are there",
    rank="core",
    names=(Required("compose_page", "async", ("api", "slug", "session")),),
    contract=(
        "`async def compose_page(api, slug, session) -> dict` with the keys user, nav, cart, "
        "product, reviews and related. `api.user(session)` gives the user, `api.cart(user['id'])` "
        "the cart, `api.nav()` the menu, `api.product(slug)` the product, "
        "`api.reviews(product['id'])` and `api.related(product['category'])` the rest. Whether the "
        "other calls run on after a failure is up to you."
    ),
    requirements=(
        Requirement(
            "page",
            "Returns a dict with the keys user, nav, cart, product, reviews, related.",
            "each key holds the answer of its own call",
        ),
        Requirement(
            "calls",
            "Makes each call exactly once, with the id, slug, session or category it needs.",
            "six calls, one a service",
        ),
        Requirement(
            "time",
            "Takes as long as the longest path: user and cart, nav, or product with reviews or "
            "related.",
            "the critical path",
        ),
        Requirement(
            "failure",
            "A failed call reaches the caller as an exception, and so does a cancellation.",
            "the error itself or a group that holds it",
        ),
    ),
    hints=(
        "Draw the arrows.",
        "One coroutine per chain.",
        "Inside the product chain a second gather.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        pages_of_every_shape,
        odd_answers,
        a_slow_day,
        the_same_page_again,
        two_pages_at_once,
        any_call_fails,
        two_calls_fail,
        caller_is_cancelled,
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
