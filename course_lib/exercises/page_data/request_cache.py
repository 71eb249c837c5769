"""`RequestCache`: one fetch a key, whoever asks, whoever leaves."""

from __future__ import annotations

import ast
import asyncio
import gc
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from course_lib.exercises.bench import Bench, Play, alike, same
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.page_data.lesson import LESSON, TICKET
from course_lib.exercises.stage import CLOSE, Reply, Stage
from course_lib.exercises.words import number, seconds, shown


class _Cache:
    """One RequestCache of the answer's, and what its callers got, by their name."""

    def __init__(self, bench: Bench, stage: Stage, script: Any) -> None:
        self.stage = stage
        self.made = bench.answer.objects["RequestCache"](stage.call("fetch", script, ("key",)))
        self.got: dict[str, Any] = {}
        self.at: dict[str, float] = {}

    async def ask(self, who: str, key: Any) -> None:
        """Get a key and note the value or the exception, and when it came."""
        try:
            self.got[who] = ("value", await self.made.get(key))
        except BaseException as error:
            self.got[who] = ("error", error)
            if asyncio.current_task().cancelling():
                raise
        finally:
            self.at[who] = self.stage.now()


Story = Callable[[_Cache], Awaitable[None]]


def _play(
    bench: Bench, script: Any, story: Story, told: str, requirement: str
) -> tuple[Play, _Cache]:
    stage = bench.stage()
    caches: list[_Cache] = []

    async def attempt() -> list[Any]:
        stage.begin()
        caches.append(_Cache(bench, stage, script))
        await story(caches[0])
        # Shown to `answered`, which knows a task or a coroutine in the place of a value.
        return [got for kind, got in caches[0].got.values() if kind == "value"]

    play = bench.perform(attempt, stage, told, None, requirement)
    play.answered(requirement)
    return play, caches[0]


async def _all(cache: _Cache, asks: Sequence[tuple[str, Any]]) -> None:
    await asyncio.gather(*(cache.ask(who, key) for who, key in asks), return_exceptions=True)


def _values(
    play: Play,
    cache: _Cache,
    requirement: str,
    expected: Mapping[str, Any],
    code: str = "wrong-result",
) -> bool:
    """These callers got these values."""
    for who, value in expected.items():
        kind, got = cache.got.get(who, ("nothing", None))
        if kind == "error":
            message = f"{who} got {got!r}; the value {shown(value)} was expected."
            return play.missed(requirement, "raised", message)
        if kind == "nothing" or not same(got, value):
            message = f"{who} got {shown(got)}; {shown(value)} was expected."
            return play.missed(requirement, code, message)
    return True


def _quiet(play: Play) -> None:
    """Nothing unhandled; what Python 3.14's `shield` itself reports is not the answer's doing."""
    own = [e for e in play.run.loop_errors if "in shielded future" not in e.message]
    if own or not play.run.loop_errors:
        play.quiet("quiet")
    else:
        play.met("quiet", "nothing unhandled")


def _fetches(
    play: Play, requirement: str, expected: Mapping[Any, int], code: str, why: str = ""
) -> bool:
    """Each key was fetched so many times."""
    made = Counter(repr(span.args[0]) if span.args else "nothing" for span in play.spans)
    wanted = {repr(key): count for key, count in expected.items()}
    for key in {**wanted, **made}:
        if made[key] != wanted.get(key, 0):
            message = (
                f"{key} was fetched {number(made[key], 'time')}; "
                f"{number(wanted.get(key, 0), 'time')} was expected{why}."
            )
            return play.missed(requirement, code, message)
    return True


def _by_key(delays: Mapping[Any, float], values: Mapping[Any, Any] | None = None) -> Any:
    """A fetch that answers by key; another value at each call shows a second fetch."""
    calls: Counter[Any] = Counter()

    def script(key: Any) -> Reply:
        calls[repr(key)] += 1
        value = values[key] if values is not None else (key, calls[repr(key)])
        return Reply(delays[key], value)

    return script


def asked_together_and_later(bench: Bench) -> None:
    """Five callers at once, and two more when the value is there."""

    async def story(cache: _Cache) -> None:
        await _all(cache, [(f"caller {i}", "menu") for i in range(5)])
        await cache.ask("later", "menu")
        await asyncio.sleep(1.0)
        await cache.ask("much later", "menu")

    script = _by_key({"menu": 0.3})
    play, cache = _play(bench, script, story, "five callers together, then two more", "once")
    if _fetches(play, "once", {"menu": 1}, "fetched-again") and _values(
        play, cache, "once", dict.fromkeys(cache.at, ("menu", 1))
    ):
        play.met("once", "one fetch for seven callers")


def joined_on_the_way(bench: Bench) -> None:
    """A caller who comes while the fetch is under way."""

    async def story(cache: _Cache) -> None:
        first = asyncio.create_task(cache.ask("first", 7))
        await asyncio.sleep(0.2)
        second = asyncio.create_task(cache.ask("second", 7))
        await asyncio.gather(first, second)

    play, cache = _play(bench, _by_key({7: 0.5}), story, "a caller who joins half way", "once")
    _fetches(play, "once", {7: 1}, "fetched-again")
    _values(play, cache, "once", {"first": (7, 1), "second": (7, 1)})
    late = [who for who, at in cache.at.items() if at > 0.5 + CLOSE]
    if late:
        at = seconds(cache.at[late[0]])
        message = f"{late[0]} was answered at {at}; the fetch was over at 0.500 s."
        play.missed("parallel", "too-slow", message)


def a_slow_day(bench: Bench) -> None:
    """The contract names no time limit."""

    async def story(cache: _Cache) -> None:
        await _all(cache, [("first", "menu"), ("second", "menu"), ("third", "product")])

    script = _by_key({"menu": 40.0, "product": 25.0})
    play, cache = _play(bench, script, story, "fetches that take up to 40 s", "once")
    _fetches(play, "once", {"menu": 1, "product": 1}, "fetched-again")
    expected = {"first": ("menu", 1), "second": ("menu", 1), "third": ("product", 1)}
    _values(play, cache, "once", expected)


def different_keys_together(bench: Bench) -> None:
    """Six keys at once, some falsy, two that look alike, two callers each."""
    delays = {"menu": 0.3, "product": 0.5, 0: 0.1, None: 0.4, "": 0.2, "0": 0.25}

    async def story(cache: _Cache) -> None:
        asks = [(f"{key!r} for {i}", key) for key in delays for i in range(2)]
        bench.random.shuffle(asks)
        await _all(cache, asks)

    play, cache = _play(
        bench, _by_key(delays), story, "six keys at once, two callers each", "parallel"
    )
    _fetches(play, "once", dict.fromkeys(delays, 1), "fetched-again")
    _values(play, cache, "once", {f"{k!r} for {i}": (k, 1) for k in delays for i in range(2)})
    for key, delay in delays.items():
        at = max(cache.at[f"{key!r} for {i}"] for i in range(2))
        if at > delay + CLOSE:
            message = f"{key!r} was answered at {seconds(at)}; its fetch takes {seconds(delay)}."
            play.missed("parallel", "too-slow", message)
            return
    play.met("parallel", "each key was answered when its own fetch was over")


def values_that_are_nothing(bench: Bench) -> None:
    """None, 0, false and empty values, and an exception as a value."""
    values = {"coupon": None, "count": 0, "note": "", "list": [], "oops": ValueError("a value")}

    async def story(cache: _Cache) -> None:
        for turn in ("first", "second", "third"):
            await _all(cache, [(f"{turn} {key}", key) for key in values])

    script = _by_key(dict.fromkeys(values, 0.1), values)
    play, cache = _play(bench, script, story, "keys whose value is nothing, or false", "nothing")
    expected = {f"{turn} {key}": v for turn in ("first", "third") for key, v in values.items()}
    if _fetches(play, "nothing", dict.fromkeys(values, 1), "nothing-refetched") and _values(
        play, cache, "nothing", expected
    ):
        play.met("nothing", "None, 0, '' and [] were kept like any value")


def a_fetch_that_fails(bench: Bench) -> None:
    """All who wait hear of the failure; whoever asks then starts anew."""
    for error in (ConnectionError("down"), KeyError("a bug")):
        script = [Reply(0.3, error=error), Reply(0.2, "back again"), Reply(0.2, "a third time")]

        async def story(cache: _Cache) -> None:
            asks = [asyncio.create_task(cache.ask(f"caller {i}", "k")) for i in range(3)]
            await asyncio.sleep(0.1)
            asks.append(asyncio.create_task(cache.ask("caller 3", "k")))
            await asyncio.wait(asks)
            await asyncio.sleep(0.1)
            await _all(cache, [("again 0", "k"), ("again 1", "k")])
            await cache.ask("again 2", "k")

        play, cache = _play(
            bench, script, story, "a fetch that fails, then one that does not", "fails"
        )
        _failed_for_all(play, cache, error)


def _failed_for_all(play: Play, cache: _Cache, error: Exception) -> None:
    together = [f"caller {i}" for i in range(4)]
    for who in together:
        kind, got = cache.got.get(who, ("nothing", None))
        if kind == "error" and not alike(got, error):
            message = f"The fetch failed with {error!r}; {who}, who waited for it, got {got!r}."
            play.missed("fails", "raised", message)
            return
        if kind != "error":
            message = (
                f"The fetch failed with {error!r}; {who}, who waited for it, got {shown(got)}."
            )
            early = len([s for s in play.spans if s.start < 0.35 + CLOSE]) > 1
            play.missed("fails", "refetched-by-waiter" if early else "failure-not-shared", message)
            return
        if cache.at[who] > 0.3 + CLOSE:
            message = f"The fetch failed at 0.300 s; {who} heard of it at {seconds(cache.at[who])}."
            play.missed("fails", "refetched-by-waiter", message)
            return
    kind, got = cache.got["again 0"]
    if kind == "error" and alike(got, error):
        message = (
            f"The fetch had failed once; a get after that got {got!r} again, without a new try."
        )
        play.missed("fails", "failure-kept", message)
        return
    _values(play, cache, "fails", {f"again {i}": "back again" for i in range(3)})
    if len(play.spans) != 2:
        message = f"A failure and a success took {len(play.spans)} fetches; 2 were expected."
        play.missed("fails", "fetched-again", message)
    _quiet(play)
    play.met("fails", "all four waiters got the failure, the next caller a new fetch")


def all_try_again_at_once(bench: Bench) -> None:
    """Each of three waiters asks again in the moment in which it hears of the failure."""
    script = [Reply(0.3, error=ConnectionError("down")), Reply(0.2, "back"), Reply(0.2, "again")]

    async def story(cache: _Cache) -> None:
        async def twice(who: str) -> None:
            await cache.ask(f"{who}, first try", "k")
            await cache.ask(who, "k")

        await asyncio.gather(*(twice(f"caller {i}") for i in range(3)))

    told = "three callers who try again as soon as the fetch has failed"
    play, cache = _play(bench, script, story, told, "fails")
    if "fails" in bench.failed:
        return  # a failure alone went wrong before
    late = [who for who, (kind, _) in cache.got.items() if kind == "error" and "," not in who]
    if late:
        message = f"{late[0]} asked again when the fetch had failed, and got the old failure."
        play.missed("fails", "failure-kept", message)
    elif len(play.spans) != 2:
        message = f"Three callers tried again together: {len(play.spans)} fetches; 2 were expected."
        play.missed("fails", "fetched-again", message)


def a_failure_beside_other_keys(bench: Bench) -> None:
    """One key fails; one that is there and one that is on its way stay as they are."""
    calls: Counter[Any] = Counter()

    def script(key: Any) -> Reply:
        calls[key] += 1
        error = ConnectionError("down") if key == "bad" and calls[key] == 1 else None
        return Reply({"there": 0.1, "bad": 0.3, "coming": 0.5}[key], (key, calls[key]), error)

    async def story(cache: _Cache) -> None:
        await _all(cache, [("first", "there"), ("unlucky", "bad"), ("patient", "coming")])
        await _all(cache, [("second", "there"), ("lucky", "bad"), ("third", "coming")])

    told = "a key that fails beside two that do not"
    play, cache = _play(bench, script, story, told, "fails")
    if "fails" in bench.failed or "once" in bench.failed:
        return
    _fetches(play, "fails", {"there": 1, "bad": 2, "coming": 1}, "fetched-again")
    expected = {"second": ("there", 1), "lucky": ("bad", 2), "third": ("coming", 1)}
    _values(play, cache, "fails", expected)


def a_caller_who_leaves(bench: Bench) -> None:
    """The first, the second or the last of three callers is cancelled."""
    for leaver in (0, 1, 2):
        script = _by_key({"k": 0.5})

        async def story(cache: _Cache, leaver: int = leaver) -> None:
            asks = [asyncio.create_task(cache.ask(f"caller {i}", "k")) for i in range(3)]
            await asyncio.sleep(0.2)
            asks[leaver].cancel()
            await asyncio.wait(asks)
            await cache.ask("later", "k")

        play, cache = _play(
            bench, script, story, f"caller {leaver} of 0 to 2 leaves at 0.200 s", "leaves"
        )
        _rest_undisturbed(play, cache, leaver)


def _rest_undisturbed(play: Play, cache: _Cache, leaver: int) -> None:
    kind, got = cache.got.get(f"caller {leaver}", ("nothing", None))
    if kind != "error" or not isinstance(got, asyncio.CancelledError):
        got = repr(got) if kind == "error" else shown(got)
        message = f"Caller {leaver} was cancelled and got {got}; CancelledError was expected."
        code = "raised" if kind == "error" else "cancellation-lost"
        play.missed("leaves", code, message)
        return
    at = cache.at[f"caller {leaver}"]
    if at > 0.2 + CLOSE:
        message = f"Caller {leaver} was cancelled at 0.200 s and was let go at {seconds(at)}."
        play.missed("leaves", "cancellation-lost", message)
        return
    rest = {f"caller {i}": ("k", 1) for i in range(3) if i != leaver} | {"later": ("k", 1)}
    for who in rest:
        kind, got = cache.got.get(who, ("nothing", None))
        if kind == "error" and isinstance(got, asyncio.CancelledError):
            message = (
                f"Caller {leaver} left, and {who} got CancelledError for a request that was fine."
            )
            play.missed("leaves", "disturbed", message, leaver=leaver)
            return
    if not _fetches(play, "leaves", {"k": 1}, "fetched-again", f", although caller {leaver} left"):
        return
    if _values(play, cache, "leaves", rest, "disturbed"):
        play.met("leaves", "whoever left, the others got their answer from the one fetch")


def the_only_caller_leaves(bench: Bench) -> None:
    """Nobody is left to hear that the fetch fails: it must not be complained of."""
    script = [Reply(0.3, error=ConnectionError("down")), Reply(0.2, "fine")]

    async def story(cache: _Cache) -> None:
        ask = asyncio.create_task(cache.ask("the only one", "k"))
        await asyncio.sleep(0.1)
        ask.cancel()
        await asyncio.wait([ask])
        await asyncio.sleep(0.5)
        gc.collect()
        await cache.ask("later", "k")

    told = "the only caller leaves, and then the fetch fails"
    play, cache = _play(bench, script, story, told, "quiet")
    _quiet(play)
    kind, got = cache.got["later"]
    if kind == "error":
        message = f"The fetch failed after its only caller had left; the next get got {got!r}."
        code = "failure-kept" if isinstance(got, ConnectionError) else "raised"
        play.missed("fails", code, message)


def all_callers_leave_then_success(bench: Bench) -> None:
    """Both callers leave, and a third one asks."""

    async def story(cache: _Cache) -> None:
        asks = [asyncio.create_task(cache.ask(f"caller {i}", "k")) for i in range(2)]
        await asyncio.sleep(0.1)
        for ask in asks:
            ask.cancel()
        await asyncio.wait(asks)
        await cache.ask("later", "k")

    play, cache = _play(
        bench, _by_key({"k": 0.4}), story, "both callers leave, a third one asks", "leaves"
    )
    kind, got = cache.got["later"]
    if kind == "error":
        code = "disturbed" if isinstance(got, asyncio.CancelledError) else "raised"
        play.missed("leaves", code, f"Two callers left; a later one got {got!r}.", leaver=0)
    _quiet(play)


def two_caches(bench: Bench) -> None:
    """Two requests, two caches: nothing passes from one to the other."""

    async def story(cache: _Cache) -> None:
        other = _Cache(bench, cache.stage, Reply(0.1, "of the other request"))
        await asyncio.gather(cache.ask("mine", "cart"), other.ask("theirs", "cart"))
        await asyncio.gather(cache.ask("mine later", "cart"), other.ask("theirs later", "cart"))
        cache.got |= other.got

    play, cache = _play(bench, Reply(0.1, "of this request"), story, "two caches, one key", "once")
    mine, theirs = "of this request", "of the other request"
    expected = {"mine": mine, "theirs": theirs, "mine later": mine, "theirs later": theirs}
    _values(play, cache, "once", expected, "mixed-up")


_LOCKS = ("Lock", "Semaphore", "BoundedSemaphore", "Condition")


def _one_lock(evidence: Evidence) -> bool:
    """A lock that is made once for the cache."""
    code = evidence.code
    made = code.calls(*_LOCKS)
    return any(getattr(code.function_of(lock), "name", "") == "__init__" for lock in made)


def _lock_per_key(evidence: Evidence) -> bool:
    """Locks that are made elsewhere, or by a defaultdict."""
    return evidence.code.mentions(*_LOCKS) and not _one_lock(evidence)


def _lru(evidence: Evidence) -> bool:
    return evidence.code.mentions("lru_cache", "cache", "cached_property") and bool(
        evidence.code.mentions("functools", "lru_cache")
        or any(
            isinstance(n, ast.ImportFrom) and n.module == "functools"
            for n in evidence.code.nodes(ast.ImportFrom)
        )
    )


def _tests_truth(evidence: Evidence) -> bool:
    if sum(span.args == ("oops",) for span in evidence.symptom.play.spans) > 1:
        return False  # the one value that is true was fetched again as well
    code = evidence.code
    none = code.any(
        ast.Compare,
        lambda n: (
            isinstance(n.ops[0], (ast.Is, ast.IsNot, ast.Eq, ast.NotEq))
            and isinstance(n.comparators[0], ast.Constant)
            and n.comparators[0].value is None
        ),
    )
    truth = code.any(
        ast.If, lambda n: isinstance(n.test, (ast.Name, ast.Call, ast.UnaryOp, ast.NamedExpr))
    )
    either = bool(list(code.nodes(ast.BoolOp)))
    return none or truth or either


def _no_task(evidence: Evidence) -> bool:
    return not evidence.code.calls("create_task", "ensure_future", "Task")


def _bare_task(evidence: Evidence) -> bool:
    return bool(evidence.code.calls("create_task", "ensure_future")) and not evidence.code.calls(
        "shield", "wait"
    )


def _never_forgets(evidence: Evidence) -> bool:
    code = evidence.code
    return not code.calls("pop", "discard", "remove", "clear") and not list(code.nodes(ast.Delete))


MISCONCEPTIONS = (
    Misconception(
        "lru_cache works on async functions",
        "functools caches what the call returns, and that is a coroutine object, good for a single "
        "await.",
        frozenset({"raised", "wrong-result"}),
        _lru,
    ),
    Misconception(
        "a cached answer is a cached answer",
        "One hiccup and the key is broken for as long as the cache lives; forget failed tasks so "
        "that the next get tries again.",
        frozenset({"failure-kept"}),
        _never_forgets,
    ),
    Misconception(
        "a lock makes it correct",
        "One lock for all keys: the menu waits for the product. Correct, and sequential again.",
        frozenset({"too-slow"}),
        _one_lock,
    ),
    Misconception(
        "a lock per key shares the work",
        "It shares successes but not failures: when the service is down, every waiter in the queue "
        "tries again in turn; a small retry storm of your own making.",
        frozenset({"refetched-by-waiter", "failure-not-shared"}),
        _lock_per_key,
    ),
    Misconception(
        "cancelling a waiter only cancels the waiter",
        "Awaiting a task passes the cancellation on to it: one customer who left took the shared "
        "request away from everybody else. Use shield.",
        frozenset({"disturbed"}),
        _bare_task,
    ),
    Misconception(
        "the first caller can do the work for all",
        "The first caller was cancelled and the work with it; those who had joined got an error "
        "for a request that was fine. Give the work a task of its own.",
        frozenset({"disturbed", "deadlock", "never-ends"}),
        lambda e: _no_task(e) and e.facts.get("leaver", 0) == 0,
    ),
    Misconception(
        'None means "not in the cache"',
        'The service answered with nothing ("no coupon"), and you asked again each time; test '
        "membership, not truth.",
        frozenset({"nothing-refetched"}),
        _tests_truth,
    ),
)

REQUEST_CACHE = Exercise(
    id="RequestCache",
    lesson=LESSON,
    ticket=TICKET,
    title="Ask once, answer all",
    rank="stretch",
    names=(Required("RequestCache", "class", ("fetch",)),),
    contract=(
        "`class RequestCache` with `__init__(fetch)` and `async get(key)`. `fetch` is an async "
        "function of the key. One fetch per key, whether its callers come together or later; "
        "different keys in parallel; None is a value like any other. A failure goes to all who "
        "wait for it and is then forgotten. A caller that is cancelled, also the first, goes at "
        "once and does not disturb the others, and nothing is left unhandled."
    ),
    requirements=(
        Requirement("once", "One fetch per key, for callers together and later.", "one fetch"),
        Requirement(
            "parallel",
            "Different keys are fetched in parallel.",
            "each key as soon as its own fetch",
        ),
        Requirement("nothing", "None is a value: it is kept like any other.", "one fetch"),
        Requirement(
            "fails",
            "A failure goes to all who wait, and the next get tries again.",
            "shared, then forgotten",
        ),
        Requirement(
            "leaves",
            "Cancelling one caller does not disturb the others.",
            "the others get their answer",
        ),
        Requirement(
            "quiet",
            "Nothing is unhandled, also when the only caller leaves and the fetch then fails.",
            "nothing for the loop to report",
        ),
    ),
    hints=(
        "Cache the flight, not the landing.",
        "Who owns the flight if the first passenger leaves?",
        "A task and `asyncio.shield`; a done-callback removes failures.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        asked_together_and_later,
        joined_on_the_way,
        different_keys_together,
        a_slow_day,
        values_that_are_nothing,
        a_fetch_that_fails,
        all_try_again_at_once,
        a_failure_beside_other_keys,
        a_caller_who_leaves,
        the_only_caller_leaves,
        all_callers_leave_then_success,
        two_caches,
    ),
    own_codes=frozenset(
        {
            "wrong-result",
            "fetched-again",
            "too-slow",
            "nothing-refetched",
            "failure-not-shared",
            "refetched-by-waiter",
            "failure-kept",
            "disturbed",
            "cancellation-lost",
            "never-retrieved",
            "loop-error",
            "mixed-up",
        }
    ),
)
