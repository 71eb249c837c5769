"""`compose_page`: six calls, three real dependencies."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from course_lib.exercises.bench import Bench, Play, same
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.page_data.lesson import LESSON, TICKET
from course_lib.exercises.parallel_fetches.lesson import one_after_another
from course_lib.exercises.stage import CLOSE, Reply
from course_lib.exercises.words import number, seconds, shown

SERVICES = ("user", "nav", "cart", "product", "reviews", "related")
NEEDS = {"cart": "user", "reviews": "product", "related": "product"}
# One row a shape of the page: which chain is the longest, and which call within it.
DELAYS = (
    (0.10, 0.40, 0.50, 0.20, 0.30, 0.15),
    (0.45, 0.10, 0.05, 0.10, 0.20, 0.30),
    (0.05, 0.90, 0.10, 0.15, 0.20, 0.25),
    (0.15, 0.05, 0.20, 0.50, 0.10, 0.35),
    (0.30, 0.20, 0.25, 0.10, 0.60, 0.05),
    (0.20, 0.15, 0.10, 0.40, 0.05, 0.55),
)


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
    args = (stage.api((), **replies), "auk-lamp", "session-5")
    ideal = _ideal(replies)
    return bench.play("compose_page", *args, stage=stage, story=story, ideal=ideal, **options)


def _expected_args(replies: Mapping[str, Reply]) -> dict[str, tuple[Any, ...]]:
    user, product = replies["user"].value, replies["product"].value
    return {
        "user": ("session-5",),
        "nav": (),
        "cart": (user["id"],),
        "product": ("auk-lamp",),
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
            f"Took {seconds(elapsed)}; the longest path takes {seconds(play.ideal)}. {name} started "
            f"at {seconds(started)} and could have started at {seconds(could)}."
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
    for delays in DELAYS:
        replies = _replies(bench, delays)
        _judge(_compose(bench, replies, "six calls that all answer"), replies)
    same_time = _replies(bench, (0.2,) * 6)
    _judge(_compose(bench, same_time, "six calls that take the same time"), same_time)


def odd_answers(bench: Bench) -> None:
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


def any_call_fails(bench: Bench) -> None:
    for i, name in enumerate(SERVICES):
        error = (ConnectionError, TimeoutError, KeyError)[i % 3](f"{name} failed")
        replies = _replies(bench, DELAYS[i]) | {name: Reply(0.2, error=error)}
        play = _compose(bench, replies, f"{name} fails", requirement="failure")
        play.raised("failure", [error])
        for span in play.spans:
            if len(play.stage.of(span.name)) > 1:
                times = number(len(play.stage.of(span.name)), "time")
                message = f"{span.name} was called {times}{play.when(span.name)}; once is enough."
                play.missed("calls", "called-again", message)
                break


def caller_is_cancelled(bench: Bench) -> None:
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
    """Tasks for the children are created, but only behind another chain's await."""
    code = evidence.code
    service = evidence.facts.get("service")
    makers = code.calls("create_task", "ensure_future")
    return service in NEEDS and any(code.calls(service, inside=call) for call in makers)


def _lazy(evidence: Evidence) -> bool:
    """A coroutine object that is kept under a name and awaited later, never scheduled."""
    code, service = evidence.code, evidence.facts.get("service")
    if service is None:
        return False
    for call in code.calls(service):
        outer = code.parents.get(call)
        if isinstance(outer, ast.Assign) and isinstance(outer.targets[0], ast.Name):
            name = outer.targets[0].id
            awaited = any(
                isinstance(n.value, ast.Name) and n.value.id == name for n in code.nodes(ast.Await)
            )
            scheduled = any(
                code.mentions(name, inside=c)
                for c in code.calls("create_task", "ensure_future", "gather", "wait")
            )
            return awaited and not scheduled
    return False


def _row(evidence: Evidence) -> bool:
    return one_after_another(evidence.symptom.play) and not evidence.code.schedules()


def _chain_to_its_end(evidence: Evidence) -> bool:
    """reviews and related in a row, although both wait only for the product."""
    play = evidence.symptom.play
    spans = {span.name: span for span in play.spans}
    pair = [spans.get("reviews"), spans.get("related")]
    if None in pair or one_after_another(play):
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
    first = [s for s in play.spans if s.name in ("user", "nav", "product")]
    second = [s for s in play.spans if s.name in NEEDS]
    if len(first) != 3 or len(second) != 3 or any(s.start > CLOSE for s in first):
        return False
    level = max(s.end or 0.0 for s in first)
    return all(abs(s.start - level) <= CLOSE for s in second)


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
        _row,
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
            "Takes as long as the longest path: user and cart, nav, or product and reviews or related.",
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
    scenarios=(pages_of_every_shape, odd_answers, any_call_fails, caller_is_cancelled),
    own_codes=frozenset(
        {
            "wrong-shape",
            "wrong-result",
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
