"""`checkout`: two critical steps, two effects that nobody waits for."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Mapping
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from typing import Any

from course_lib.exercises.background_work.checkout_beliefs import EFFECTS, MISCONCEPTIONS
from course_lib.exercises.background_work.lesson import LESSON, TICKET
from course_lib.exercises.bench import Bench, NotAwaitableError, Play, alike, same
from course_lib.exercises.model import Exercise, Required, Requirement
from course_lib.exercises.stage import CLOSE, Reply, Stage, group_leaves
from course_lib.exercises.words import listed, number, seconds, shown

CART = ("ROPE-4", "LAMP-3", "ROPE-4")
# What each call takes, for answers that pass it by name.
PARAMETERS = {
    "create_purchase": ("items",),
    "write_audit": ("id",),
    "send_email": ("id", "items"),
    "track": ("event", "id"),
}


# The number of the spawn that code runs in; tasks that it makes have it as well.
_inside: ContextVar[int | None] = ContextVar("inside", default=None)


class _Spawner:
    """The `spawn` that a check injects: a plain function that keeps what it starts."""

    def __init__(self, stage: Stage) -> None:
        self.spawned: list[tuple[str, float]] = []
        self.strange: list[Any] = []
        self.tasks: list[asyncio.Task[Any]] = []
        self._stage = stage

    def __call__(self, coro: Any, *, name: str) -> asyncio.Task[Any] | None:
        if not inspect.iscoroutine(coro):
            self.strange.append(coro)
            return coro if isinstance(coro, asyncio.Task) else None
        context = copy_context()
        context.run(_inside.set, len(self.spawned))
        self.spawned.append((name, self._stage.now()))
        task = asyncio.create_task(coro, name=name, context=context)
        task.add_done_callback(lambda t: t.cancelled() or t.exception())
        self.tasks.append(task)
        return task


@dataclass
class _Call:
    """One call as it was made: what it was given, and the number of the spawn it ran in."""

    name: str
    args: list[Any]
    kinds: list[type]
    spawn: int | None


class _Order:
    """One checkout: what was spawned and what was called, with the cart as it was then."""

    def __init__(self, stage: Stage) -> None:
        self.spawn = _Spawner(stage)
        self.calls: list[_Call] = []

    def of(self, name: str) -> list[_Call]:
        """The calls of one service."""
        return [call for call in self.calls if call.name == name]

    def note(self, name: str, args: tuple[Any, ...]) -> None:
        """Called inside the call that is made."""
        # A list may be emptied later; what counts is what the call could see.
        frozen = [tuple(a) if isinstance(a, list) else a for a in args]
        self.calls.append(_Call(name, frozen, [type(a) for a in args], _inside.get()))

    def effects(self) -> list[str]:
        """What was started of the effects, whoever started it."""
        named = [name for name, _ in self.spawn.spawned]
        return named + [call.name for call in self.calls if call.name in EFFECTS]


def _checkout(
    bench: Bench, replies: Mapping[str, Reply], cart: list[str], story: str, **options: Any
) -> tuple[Play, _Order]:
    """Check out, then empty the cart, as the caller does."""
    stage = bench.stage()
    order = _Order(stage)

    def script(name: str) -> Any:
        def reply(*args: Any) -> Reply:
            order.note(name, args)
            return replies[name]

        return reply

    api = stage.api(PARAMETERS, **{name: script(name) for name in replies})
    function = bench.answer.objects["checkout"]

    async def attempt() -> Any:
        stage.begin()
        try:
            made = function(api, order.spawn, cart)
            if not inspect.isawaitable(made):
                raise NotAwaitableError("checkout", made)
            return await made
        finally:
            cart.clear()

    ideal = replies["create_purchase"].delay + replies["write_audit"].delay
    requirement = options.pop("requirement", "result")
    return bench.perform(attempt, stage, story, ideal, requirement, **options), order


def _replies(bench: Bench, **changed: Reply) -> dict[str, Reply]:
    number_ = bench.random.randrange(30_000, 90_000)
    return {
        "create_purchase": Reply(0.25, {"id": f"P-{number_}", "total": number_ / 100}),
        "write_audit": Reply(0.1, "written"),
        "send_email": Reply(1.4, "sent"),
        "track": Reply(0.6, "tracked"),
    } | changed


def _judge(play: Play, order: _Order, replies: Any, cart: tuple[str, ...]) -> None:
    """Everything that the contract says about a purchase that goes well."""
    play.answered("result")
    bought = replies["create_purchase"].value
    play.gave("result", {"purchase_id": bought["id"], "total": bought["total"]})
    play.took("time", play.ideal, "payment and audit take")
    _critical(play, order, bought["id"], cart)
    if _spawned(play, order):
        _after(play, order)
    _given(play, order, bought["id"], cart)


def _critical(play: Play, order: _Order, purchase: Any, cart: tuple[str, ...]) -> None:
    for name, wanted in (("create_purchase", [cart]), ("write_audit", [purchase])):
        made = order.of(name)
        if len(made) != 1:
            times = number(len(made), "time")
            message = f"{name} was called {times}; once is what the order needs."
            code = "called-twice" if made else "not-called"
            play.missed("critical", code, message)
            return
        if not same(made[0].args, wanted):
            message = f"{name} was called with {shown(made[0].args)}; {shown(wanted)} was expected."
            play.missed("critical", "wrong-arguments", message)
            return
        if made[0].spawn is not None:
            message = f"{name} was given to spawn; the order is not certain before it is through."
            play.missed("critical", "critical-spawned", message)
            return
    pay, audit = play.stage.of("create_purchase")[0], play.stage.of("write_audit")[0]
    if audit.start < pay.end - CLOSE:
        when = seconds(audit.start)
        message = f"The audit was written at {when}, before the payment was through."
        play.missed("critical", "out-of-order", message)
        return
    play.met("critical", "payment, then audit, each once")


def _spawned(play: Play, order: _Order) -> bool:
    spawn = order.spawn
    if spawn.strange:
        message = f"spawn was given {shown(spawn.strange[0])}; it takes the coroutine of the call."
        return play.missed("spawned", "not-a-coroutine", message)
    made = [call for call in order.calls if call.name in EFFECTS]
    bare = [call.name for call in made if call.spawn is None]
    if bare:
        message = f"{listed(bare)} ran, but not through spawn: nobody keeps it or hears its error."
        return play.missed("spawned", "not-spawned", message)
    if sorted(call.name for call in made) != sorted(EFFECTS) or len(spawn.spawned) != len(EFFECTS):
        ran = listed(call.name for call in made) or "no effect"
        spawns = number(len(spawn.spawned), "time")
        message = (
            f"spawn was called {spawns}, and {ran} ran; "
            "send_email and track were expected, each once and each in a spawn of its own."
        )
        return play.missed("spawned", "wrong-effects", message)
    given = {call.name: spawn.spawned[call.spawn][0] for call in made}
    if given != EFFECTS:
        names = shown([given[effect] for effect in EFFECTS])
        message = f"send_email and track are named {names}; 'email' and 'analytics' were expected."
        return play.missed("spawned", "wrong-name", message)
    return play.met("spawned", "email and analytics, through spawn")


def _after(play: Play, order: _Order) -> None:
    audit = play.stage.of("write_audit")
    over = audit[0].end if audit and audit[0].end is not None else play.run.elapsed
    early = [(name, at) for name, at in order.spawn.spawned if at < over - CLOSE]
    if early:
        message = (
            f"{early[0][0]} was spawned at {seconds(early[0][1])}; "
            f"the sale was only certain at {seconds(over)}, when the audit was written."
        )
        play.missed("after", "too-soon", message)
    else:
        play.met("after", "both effects left after the audit")


def _given(play: Play, order: _Order, purchase: Any, cart: tuple[str, ...]) -> None:
    """What the effects were given, when they came to look at it."""
    for call in order.of("track"):
        if not same(call.args, ["purchase", purchase]):
            wanted = shown(["purchase", purchase])
            message = f"track was called with {shown(call.args)}; {wanted} was expected."
            play.missed("spawned", "wrong-arguments", message)
    for call in order.of("send_email"):
        if len(call.args) != 2 or not same(call.args[0], purchase):
            wanted = shown([purchase, cart])
            message = f"send_email was called with {shown(call.args)}; {wanted} was expected."
            play.missed("snapshot", "wrong-arguments", message)
        elif not _alike(call.args[1], cart):
            message = (
                "The caller emptied the cart after checkout, and the email was sent with "
                f"{shown(call.args[1])}; {shown(cart)} was bought."
            )
            play.missed("snapshot", "no-snapshot", message)
        elif not issubclass(call.kinds[1], tuple):
            kind = call.kinds[1].__name__
            message = f"The email got a {kind}; a tuple cannot change on the way."
            play.missed("snapshot", "not-a-tuple", message)
        else:
            play.met("snapshot", "the email had all that was bought")


def _alike(items: Any, cart: tuple[str, ...]) -> bool:
    try:
        return list(items) == list(cart)
    except TypeError:
        return False


def a_purchase(bench: Bench) -> None:
    """Purchases of several items, of none, of one; a slow audit."""
    for cart in (CART, (), ("MAT-2",)):
        for pay, audit in ((0.25, 0.1), (0.1, 0.3)):
            replies = _replies(bench)
            bought = replies["create_purchase"].value
            replies["create_purchase"] = Reply(pay, bought)
            replies["write_audit"] = Reply(audit)
            story = f"a purchase of {number(len(cart), 'item')}"
            play, order = _checkout(bench, replies, list(cart), story)
            _judge(play, order, replies, cart)


def an_odd_purchase(bench: Bench) -> None:
    """Purchase number 0 for nothing; effects that answer at once."""
    replies = _replies(
        bench,
        create_purchase=Reply(0.2, {"id": 0, "total": 0, "currency": "EUR"}),
        send_email=Reply(0.0),
        track=Reply(0.0),
    )
    play, order = _checkout(bench, replies, list(CART), "purchase 0, for nothing")
    _judge(play, order, replies, CART)


def a_slow_day(bench: Bench) -> None:
    """The contract names no time limit, for the critical steps or for an effect."""
    replies = _replies(bench, write_audit=Reply(40.0), send_email=Reply(50.0), track=Reply(30.0))
    replies["create_purchase"] = Reply(20.0, replies["create_purchase"].value)
    play, order = _checkout(bench, replies, list(CART), "a purchase on a slow day")
    _judge(play, order, replies, CART)


def effects_that_fail(bench: Bench) -> None:
    """Both effects fail, at once or later: the order stands, and spawn hears of it."""
    errors = (ConnectionError("mail is down"), KeyError("a bug"))
    for delay, (first, second) in ((0.0, errors), (0.3, errors[::-1])):
        replies = _replies(
            bench, send_email=Reply(delay, error=first), track=Reply(delay, error=second)
        )
        story = "a purchase whose effects both fail"
        play, order = _checkout(bench, replies, list(CART), story, requirement="effects")
        leaves = group_leaves(play.error)
        if any(alike(leaf, error) for leaf in leaves for error in errors):
            message = f"An effect failed, and with it the checkout: {leaves[0]!r}."
            play.missed("effects", "effect-failed-order", message)
            continue
        _judge(play, order, replies, CART)
        ran = {call.spawn for call in order.calls if call.name in EFFECTS}
        tasks = (task for i, task in enumerate(order.spawn.tasks) if i in ran)
        silent = [task.get_name() for task in tasks if task.done() and not _failed(task)]
        if silent:
            message = f"{listed(silent)} failed, and spawn never heard of it: nobody can report it."
            play.missed("effects", "effect-silenced", message)
        else:
            play.met("effects", "the order stands, whatever the effects do")


def _failed(task: asyncio.Task[Any]) -> bool:
    return task.cancelled() or task.exception() is not None


def two_customers(bench: Bench) -> None:
    """Two customers with equal carts check out at the same time, at one back end."""
    stage = bench.stage()
    order = _Order(stage)
    numbers = iter(("P-1", "P-2"))

    def paying(*args: Any) -> Reply:
        order.note("create_purchase", args)
        return Reply(0.25, {"id": next(numbers), "total": 12.5})

    def other(name: str, delay: float) -> Any:
        return lambda *args: order.note(name, args) or Reply(delay)

    api = stage.api(
        PARAMETERS,
        create_purchase=paying,
        write_audit=other("write_audit", 0.1),
        send_email=other("send_email", 1.4),
        track=other("track", 0.6),
    )
    function = bench.answer.objects["checkout"]

    async def one() -> Any:
        cart = list(CART)
        try:
            return await function(api, order.spawn, cart)
        finally:
            cart.clear()

    async def attempt() -> list[Any]:
        stage.begin()
        return await asyncio.gather(one(), one())

    play = bench.perform(attempt, stage, "two customers who pay at the same time", 0.35, "result")
    play.answered("result")
    play.took("time", 0.35, "payment and audit take")
    mailed = sorted(shown(call.args[:1]) for call in order.of("send_email"))
    wanted = [{"purchase_id": number_, "total": 12.5} for number_ in ("P-1", "P-2")]
    if play.gave("result", wanted) and mailed != [shown(["P-1"]), shown(["P-2"])]:
        message = f"Two orders, P-1 and P-2, and the emails were about {listed(mailed)}."
        play.missed("spawned", "wrong-effects", message)


def a_critical_step_fails(bench: Bench) -> None:
    """Payment or audit fails: the caller hears of it, and no effect starts."""
    for step in ("create_purchase", "write_audit"):
        for error in (ConnectionError(f"{step} is down"), ValueError("refused"), TimeoutError()):
            replies = _replies(bench, **{step: Reply(0.15, error=error)})
            story = f"a purchase in which {step} fails"
            play, order = _checkout(bench, replies, list(CART), story, requirement="critical")
            play.raised("critical", [error])
            _no_effects(play, order, f"{step} failed")
            again = len(order.of(step)) > 1
            if again:
                message = f"{step} failed and was called again; a second payment is a second sale."
                play.missed("critical", "called-twice", message)
            elif step == "create_purchase" and order.of("write_audit"):
                message = "The payment failed, and the audit was written all the same."
                play.missed("critical", "out-of-order", message)


def a_caller_who_leaves(bench: Bench) -> None:
    """The customer leaves while the payment, or the audit, is under way."""
    for at in (0.1, 0.3):
        story = f"a caller who leaves at {seconds(at)}, before the order is through"
        play, order = _checkout(
            bench, _replies(bench), list(CART), story, requirement="critical", cancel_at=at
        )
        play.cancelled("critical", at)
        _no_effects(play, order, "the order was broken off")


def _no_effects(play: Play, order: _Order, why: str) -> None:
    if ran := order.effects():
        message = f"Although {why}, {listed(ran)} {'was' if len(ran) == 1 else 'were'} started."
        play.missed("after", "effect-without-sale", message)
    else:
        play.met("after", "no effect without a sale")


CHECKOUT = Exercise(
    id="checkout",
    lesson=LESSON,
    ticket=TICKET,
    title="Pay and record; let the rest follow",
    rank="standard",
    names=(Required("checkout", "async", ("api", "spawn", "cart")),),
    contract=(
        '`async def checkout(api, spawn, cart) -> {"purchase_id", "total"}`: await '
        "`api.create_purchase(items)` (a dict with id and total), then `api.write_audit(id)`; then "
        '`spawn(api.send_email(id, items), name="email")` and `spawn(api.track("purchase", id), '
        'name="analytics")`. `spawn` is a plain function: call it without await. A failure of '
        "payment or audit raises and starts no effect; an effect that fails does not fail the "
        "order, and spawn hears of it. Each is called once. The caller empties the cart "
        "afterwards, "
        "so `items` is a tuple made from it."
    ),
    requirements=(
        Requirement("result", "Returns purchase_id and total.", "what create_purchase gave"),
        Requirement("time", "Takes as long as payment and audit.", "no waiting for an effect"),
        Requirement(
            "critical",
            "Pays, then writes the audit, each once; a failure of either reaches the caller.",
            "payment, then audit, each once",
        ),
        Requirement(
            "spawned",
            'Gives the two effects to spawn, as "email" and "analytics".',
            "both through spawn",
        ),
        Requirement(
            "after",
            "Starts an effect only when payment and audit are through.",
            "no effect without a sale",
        ),
        Requirement(
            "effects",
            "An effect that fails is not the order's failure, but spawn's to report.",
            "the order stands",
        ),
        Requirement(
            "snapshot",
            "The email holds a tuple of what was bought, whatever the caller does to the cart.",
            "all that was bought",
        ),
    ),
    hints=(
        "Which failure must the customer see?",
        "After which line may the mail leave?",
        "`items = tuple(cart)` first.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        a_purchase,
        an_odd_purchase,
        a_slow_day,
        effects_that_fail,
        two_customers,
        a_critical_step_fails,
        a_caller_who_leaves,
    ),
    own_codes=frozenset(
        {
            "wrong-result",
            "too-slow",
            "too-early",
            "called-twice",
            "not-called",
            "wrong-arguments",
            "out-of-order",
            "error-lost",
            "error-as-value",
            "wrong-error",
            "not-a-coroutine",
            "not-spawned",
            "wrong-effects",
            "wrong-name",
            "too-soon",
            "effect-without-sale",
            "effect-failed-order",
            "effect-silenced",
            "critical-spawned",
            "no-snapshot",
            "not-a-tuple",
            "cancellation-lost",
        }
    ),
)
