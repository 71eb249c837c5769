"""`checkout`: two critical steps, two effects that nobody waits for."""

from __future__ import annotations

import ast
import asyncio
import inspect
from collections.abc import Mapping
from typing import Any

from course_lib.exercises.background_work.lesson import LESSON, TICKET, finally_spawns
from course_lib.exercises.bench import Bench, Play, same
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.stage import CLOSE, Reply, Stage
from course_lib.exercises.words import listed, number, seconds, shown

EFFECTS = {"send_email": "email", "track": "analytics"}
CART = ("ROPE-4", "LAMP-3", "ROPE-4")


class _Spawner:
    """The `spawn` that a check injects: a plain function that keeps what it starts."""

    def __init__(self, stage: Stage) -> None:
        self.spawned: list[tuple[str, str, float]] = []
        self.strange: list[Any] = []
        self.tasks: list[asyncio.Task[Any]] = []
        self._stage = stage

    def __call__(self, coro: Any, *, name: str) -> asyncio.Task[Any] | None:
        if not inspect.iscoroutine(coro):
            self.strange.append(coro)
            return coro if isinstance(coro, asyncio.Task) else None
        self.spawned.append((coro.__name__, name, self._stage.now()))
        task = asyncio.create_task(coro, name=name)
        task.add_done_callback(lambda t: t.cancelled() or t.exception())
        self.tasks.append(task)
        return task


def _checkout(
    bench: Bench, replies: Mapping[str, Reply], cart: list[str], story: str, **options: Any
) -> tuple[Play, _Spawner, dict[str, list[Any]]]:
    """Check out, then empty the cart, as the caller does; args are what each call saw then."""
    stage = bench.stage()
    saw: dict[str, list[Any]] = {}

    def script(name: str) -> Any:
        def reply(*args: Any) -> Reply:
            frozen = [tuple(a) if isinstance(a, list) else a for a in args]
            saw.setdefault(name, []).append((frozen, [type(a) for a in args]))
            return replies[name]

        return reply

    api = stage.api((), **{name: script(name) for name in replies})
    spawn = _Spawner(stage)
    function = bench.answer.objects["checkout"]

    async def attempt() -> Any:
        stage.begin()
        try:
            made = function(api, spawn, cart)
            return await made if inspect.isawaitable(made) else made
        finally:
            cart.clear()

    ideal = replies["create_purchase"].delay + replies["write_audit"].delay
    play = bench.perform(
        attempt, stage, story, ideal, options.pop("requirement", "result"), **options
    )
    return play, spawn, saw


def _replies(bench: Bench, **changed: Reply) -> dict[str, Reply]:
    number_ = bench.random.randrange(30_000, 90_000)
    return {
        "create_purchase": Reply(0.25, {"id": f"P-{number_}", "total": number_ / 100}),
        "write_audit": Reply(0.1, "written"),
        "send_email": Reply(1.4, "sent"),
        "track": Reply(0.6, "tracked"),
    } | changed


def _judge(play: Play, spawn: _Spawner, saw: Mapping[str, Any], replies: Any, cart: tuple) -> None:
    """Everything that the contract says about a purchase that goes well."""
    play.answered("result")
    bought = replies["create_purchase"].value
    play.gave("result", {"purchase_id": bought["id"], "total": bought["total"]})
    play.took("time", play.ideal, "payment and audit take")
    _critical(play, saw, bought["id"], cart)
    _spawned(play, spawn)
    _effects(play, saw, bought["id"], cart)


def _critical(play: Play, saw: Mapping[str, Any], purchase: Any, cart: tuple) -> None:
    for name, wanted in (("create_purchase", [cart]), ("write_audit", [purchase])):
        made = saw.get(name, [])
        if len(made) != 1:
            message = (
                f"{name} was called {number(len(made), 'time')}; once is what the order needs."
            )
            play.missed("critical", "called-twice" if made else "not-called", message)
            return
        if made[0][0] != wanted:
            message = f"{name} was called with {shown(made[0][0])}; {shown(wanted)} was expected."
            play.missed("critical", "wrong-arguments", message)
            return
    pay, audit = play.stage.of("create_purchase")[0], play.stage.of("write_audit")[0]
    if audit.start < pay.end - CLOSE:
        message = (
            f"The audit was written at {seconds(audit.start)}, before the payment was through."
        )
        play.missed("critical", "out-of-order", message)
        return
    play.met("critical", "payment, then audit, each once")


def _spawned(play: Play, spawn: _Spawner) -> None:
    if spawn.strange:
        message = f"spawn was given {shown(spawn.strange[0])}; it takes the coroutine of the call."
        play.missed("spawned", "not-a-coroutine", message)
        return
    given = {service: name for service, name, _ in spawn.spawned}
    bare = [s.name for s in play.spans if s.name in EFFECTS and s.name not in given]
    if bare:
        message = f"{listed(bare)} ran, but not through spawn: nobody keeps it or hears its error."
        play.missed("spawned", "not-spawned", message)
        return
    if len(spawn.spawned) != 2 or set(given) != set(EFFECTS):
        names = listed(s for s, _, _ in spawn.spawned) or "nothing"
        message = f"spawn got {names}; send_email and track were expected, each once."
        play.missed("spawned", "wrong-effects", message)
        return
    if given != EFFECTS:
        message = f"The effects are named {shown(list(given.values()))}; 'email' and 'analytics' were expected."
        play.missed("spawned", "wrong-name", message)
        return
    audit = play.stage.of("write_audit")
    over = audit[0].end if audit and audit[0].end is not None else play.run.elapsed
    early = [(s, at) for s, _, at in spawn.spawned if at < over - CLOSE]
    if early:
        message = (
            f"{early[0][0]} was spawned at {seconds(early[0][1])}; "
            f"the sale was only certain at {seconds(over)}, when the audit was written."
        )
        play.missed("after", "too-soon", message)
        return
    play.met("spawned", "email and analytics, through spawn")
    play.met("after", "both effects left after the audit")


def _effects(play: Play, saw: Mapping[str, Any], purchase: Any, cart: tuple) -> None:
    email = saw.get("send_email", [])
    if email and (args := email[0][0])[:1] == [purchase] and len(args) == 2:
        if args[1] != cart:
            message = (
                f"The caller emptied the cart after checkout, and the email was sent with "
                f"{shown(args[1])}; {shown(cart)} was bought."
            )
            play.missed("snapshot", "no-snapshot", message)
        elif not issubclass(email[0][1][1], tuple):
            message = (
                f"The email got a {email[0][1][1].__name__}; a tuple cannot change on the way."
            )
            play.missed("snapshot", "not-a-tuple", message)
        else:
            play.met("snapshot", "the email had all that was bought")
    elif email:
        message = f"send_email was called with {shown(email[0][0])}; {shown([purchase, cart])} was expected."
        play.missed("snapshot", "wrong-arguments", message)
    track = saw.get("track", [])
    if track and track[0][0] != ["purchase", purchase]:
        message = f"track was called with {shown(track[0][0])}; {shown(['purchase', purchase])} was expected."
        play.missed("spawned", "wrong-arguments", message)


def a_purchase(bench: Bench) -> None:
    for cart in (CART, (), ("MAT-2",)):
        for pay, audit in ((0.25, 0.1), (0.1, 0.3)):
            replies = _replies(bench)
            bought = replies["create_purchase"].value
            replies["create_purchase"] = Reply(pay, bought)
            replies["write_audit"] = Reply(audit)
            story = f"a purchase of {number(len(cart), 'item')}"
            play, spawn, saw = _checkout(bench, replies, list(cart), story)
            _judge(play, spawn, saw, replies, cart)


def an_odd_purchase(bench: Bench) -> None:
    """Purchase number 0 for nothing; effects that answer at once."""
    replies = _replies(
        bench,
        create_purchase=Reply(0.2, {"id": 0, "total": 0, "currency": "EUR"}),
        send_email=Reply(0.0),
        track=Reply(0.0),
    )
    play, spawn, saw = _checkout(bench, replies, list(CART), "purchase 0, for nothing")
    _judge(play, spawn, saw, replies, CART)


def effects_that_fail(bench: Bench) -> None:
    for delay in (0.0, 0.3):
        replies = _replies(
            bench,
            send_email=Reply(delay, error=ConnectionError("mail is down")),
            track=Reply(delay, error=KeyError("a bug")),
        )
        story = "a purchase whose effects both fail"
        play, spawn, saw = _checkout(bench, replies, list(CART), story, requirement="effects")
        if play.error is not None and not _is(play.error, RuntimeError):
            message = f"An effect failed, and with it the checkout: {play.error!r}."
            play.missed("effects", "effect-failed-order", message)
            continue
        _judge(play, spawn, saw, replies, CART)
        play.met("effects", "the order stands, whatever the effects do")


def _is(error: BaseException, kind: type[BaseException]) -> bool:
    return type(error) is kind


def a_critical_step_fails(bench: Bench) -> None:
    for step in ("create_purchase", "write_audit"):
        for error in (ConnectionError(f"{step} is down"), ValueError("card refused")):
            replies = _replies(bench, **{step: Reply(0.15, error=error)})
            story = f"a purchase in which {step} fails"
            play, spawn, saw = _checkout(bench, replies, list(CART), story, requirement="critical")
            if not play.raised("critical", [error]):
                continue
            _no_effects(play, spawn, f"{step} failed")
            if step == "create_purchase" and saw.get("write_audit"):
                message = "The payment failed, and the audit was written all the same."
                play.missed("critical", "out-of-order", message)


def a_caller_who_leaves(bench: Bench) -> None:
    for at in (0.1, 0.3):
        story = f"a caller who leaves at {seconds(at)}, before the order is through"
        play, spawn, _ = _checkout(
            bench, _replies(bench), list(CART), story, requirement="critical", cancel_at=at
        )
        play.cancelled("critical", at)
        _no_effects(play, spawn, "the order was broken off")


def _no_effects(play: Play, spawn: _Spawner, why: str) -> None:
    ran = [service for service, _, _ in spawn.spawned]
    ran += [s.name for s in play.spans if s.name in EFFECTS]
    if ran:
        message = f"Although {why}, {listed(ran)} was started."
        play.missed("after", "effect-without-sale", message)
    else:
        play.met("after", "no effect without a sale")


def _awaits_spawn(evidence: Evidence) -> bool:
    code = evidence.code
    if any(code.awaited(call) for call in code.calls("spawn")):
        return True
    kept = {
        target.id
        for n in code.nodes(ast.Assign)
        if code.calls("spawn", inside=n.value)
        for target in n.targets
        if isinstance(target, ast.Name)
    }
    return (
        any(code.mentions(*kept, inside=n.value) for n in code.nodes(ast.Await)) if kept else False
    )


def _gathers_effects(evidence: Evidence) -> bool:
    code = evidence.code
    groups = code.calls("gather", "wait")
    inside = any(code.calls(*EFFECTS, inside=call) for call in groups)
    return inside or (bool(code.calls("TaskGroup")) and bool(code.calls("create_task")))


def _before_audit(evidence: Evidence) -> bool:
    """The effects stand before the audit in the source."""
    code = evidence.code
    effects = [c.lineno for c in code.calls(*EFFECTS)]
    audits = [c.lineno for c in code.calls("write_audit")]
    return bool(effects and audits) and min(effects) <= max(audits)


def _hides(evidence: Evidence) -> bool:
    return bool(
        evidence.code.catches("", "Exception", "BaseException", "OSError", "ConnectionError")
    )


def _audit_in_background(evidence: Evidence) -> bool:
    code = evidence.code
    calls = [*code.calls("spawn"), *code.calls("create_task", "ensure_future")]
    return any(code.calls("write_audit", inside=call) for call in calls)


MISCONCEPTIONS = (
    Misconception(
        "spawn(...) must be awaited to start",
        "spawn has already started the task; awaiting what it returns waits for the email after "
        "all.",
        frozenset({"too-slow", "effect-failed-order"}),
        _awaits_spawn,
    ),
    Misconception(
        "logging is never critical",
        "The audit record is a legal duty: if it cannot be written, there is no sale. Await it; "
        "only the truly optional goes to the background.",
        frozenset({"too-early", "error-lost", "wrong-effects", "effect-without-sale", "too-soon"}),
        _audit_in_background,
    ),
    Misconception(
        "create_task is fire-and-forget",
        "A bare create_task is unreferenced, unreported and unknown to shutdown; give the "
        "coroutine to spawn.",
        frozenset({"not-spawned", "not-a-coroutine"}),
        lambda e: bool(e.code.calls("create_task", "ensure_future")),
    ),
    Misconception(
        "run everything after the purchase in parallel",
        "gather waits for all of it, and a failing email now fails the checkout; only the audit "
        "belongs in the critical path.",
        frozenset({"too-slow", "effect-failed-order", "not-spawned"}),
        _gathers_effects,
    ),
    Misconception(
        "finally is the place for follow-up work",
        "finally also runs when the payment failed: the customer got a receipt for nothing.",
        frozenset({"effect-without-sale", "wrong-error"}),
        finally_spawns,
    ),
    Misconception(
        "the earlier the email leaves the better",
        "The audit can still fail and void the sale, and then the customer holds a confirmation: "
        "start side effects only after the last critical step.",
        frozenset({"too-soon", "effect-without-sale"}),
        _before_audit,
    ),
    Misconception(
        "the checkout page must never show an error",
        "The payment or the audit failed and the answer looked like success; critical failures "
        "must reach the caller.",
        frozenset({"error-lost", "error-as-value"}),
        _hides,
    ),
)

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
        'name="analytics")`. `spawn` is a plain function. The caller empties the cart afterwards, '
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
        Requirement("effects", "An effect that fails does not fail the order.", "the order stands"),
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
        effects_that_fail,
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
            "no-snapshot",
            "not-a-tuple",
            "cancellation-lost",
        }
    ),
)
