"""`CachedReadiness`: a hundred callers, one probe."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from course_lib.exercises.bench import Bench, Play, alike, same
from course_lib.exercises.code import TASK_MAKERS
from course_lib.exercises.health_checks.lesson import LESSON, TICKET
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.stage import CLOSE, Reply, Stage
from course_lib.exercises.words import number, seconds, shown

TTL = 2.0


class _Cached:
    """One CachedReadiness of the answer's, and what its callers got, by their name.

    Its clock runs `rate` times as fast as the loop's.
    """

    def __init__(self, bench: Bench, stage: Stage, script: Any, rate: float = 1.0) -> None:
        self.probe = stage.call("probe", script)
        self.rate = rate
        self.made = bench.answer.objects["CachedReadiness"](self.probe, TTL, self.clock)
        self.got: dict[str, Any] = {}
        self.at: dict[str, float] = {}
        self.stage = stage

    def clock(self) -> float:
        return 700.0 + self.rate * asyncio.get_running_loop().time()

    async def ask(self, who: str, at: float | None = None) -> None:
        """Get the report, at this instant if one is given, and note what came."""
        if at is not None:
            await asyncio.sleep(at - self.stage.now())
        try:
            self.got[who] = ("value", await self.made.get())
        except BaseException as error:
            self.got[who] = ("error", error)
            if asyncio.current_task().cancelling():
                raise
        finally:
            self.at[who] = self.stage.now()


Story = Callable[[_Cached], Awaitable[None]]


def _play(
    bench: Bench, script: Any, story: Story, told: str, requirement: str, rate: float = 1.0
) -> tuple[Play, _Cached]:
    stage = bench.stage()
    made: list[_Cached] = []

    async def attempt() -> None:
        stage.begin()
        made.append(_Cached(bench, stage, script, rate))
        await story(made[0])

    play = bench.perform(attempt, stage, told, None, requirement)
    play.answered(requirement)
    return play, made[0]


def _report(i: int) -> tuple[int, dict[str, Any]]:
    return (200, {"status": "up", "checks": {}, "probe": i})


def _reports(delay: float = 0.3) -> list[Reply]:
    return [Reply(delay, _report(i)) for i in range(20)]


def _probes(play: Play, requirement: str, starts: Sequence[float], code: str) -> bool:
    """The probe ran at exactly these instants."""
    made = [span.start for span in play.spans]
    if len(made) == len(starts) and all(
        abs(a - b) < CLOSE for a, b in zip(made, starts, strict=True)
    ):
        return True
    said = ", ".join(map(seconds, made[:4])) + (", ..." if len(made) > 4 else "")
    wanted = ", ".join(map(seconds, starts))
    message = (
        f"The probe ran {number(len(made), 'time')} (at {said or 'no time'}); "
        f"at {wanted} was expected."
    )
    forgets = any(s.code == "wrong-ttl" for s in play.bench.symptoms)
    return play.missed(requirement, code, message, made=made, forgets=forgets)


def _values(
    play: Play, cached: _Cached, requirement: str, expected: dict[str, Any], code: str
) -> bool:
    for who, value in expected.items():
        kind, got = cached.got.get(who, ("nothing", None))
        if kind != "value" or not same(got, value):
            message = f"{who} got {got!r}; {shown(value)} was expected."
            if kind == "value":
                message = f"{who} got {shown(got)}; {shown(value)} was expected."
            return play.missed(requirement, code, message)
    return True


def a_hundred_callers(bench: Bench) -> None:
    """All at once, and two that join on the way."""

    async def story(cached: _Cached) -> None:
        first = [cached.ask(f"caller {i}") for i in range(100)]
        await asyncio.gather(*first, *(cached.ask(f"joiner {i}", 0.1 * i) for i in range(1, 3)))

    play, cached = _play(bench, _reports(), story, "a hundred callers at once", "single")
    expected = dict.fromkeys(
        [*(f"caller {i}" for i in range(100)), "joiner 1", "joiner 2"], _report(0)
    )
    if _probes(play, "single", [0.0], "stampede") and _values(
        play, cached, "single", expected, "wrong-result"
    ):
        play.met("single", "one probe for a hundred callers")
    late = [who for who, at in cached.at.items() if abs(at - 0.3) > CLOSE]
    if late:
        message = (
            f"{late[0]} was answered at {seconds(cached.at[late[0]])}; the probe was over "
            "at 0.300 s."
        )
        play.missed("single", "too-slow", message)


def within_and_after_the_ttl(bench: Bench) -> None:
    """The probe ends at 0.300 s, so its report is fresh until just before 2.300 s."""

    async def story(cached: _Cached) -> None:
        for who, at in (("first", 0.0), ("fresh", 0.5), ("just fresh", 2.299), ("stale", 2.301)):
            await cached.ask(who, at)
        await cached.ask("fresh again", 4.5)
        await cached.ask("stale again", 4.7)

    play, cached = _play(bench, _reports(), story, "callers before and after the ttl", "ttl")
    expected = {
        "first": 0,
        "fresh": 0,
        "just fresh": 0,
        "stale": 1,
        "fresh again": 1,
        "stale again": 2,
    }
    if _probes(play, "ttl", [0.0, 2.301, 4.7], "wrong-ttl") and _values(
        play, cached, "ttl", {w: _report(i) for w, i in expected.items()}, "wrong-result"
    ):
        play.met("ttl", "fresh for the ttl from the end of the probe, stale after it")


def a_clock_of_its_own_speed(bench: Bench) -> None:
    """Only the clock that was given says when a report is stale."""

    async def story(cached: _Cached) -> None:
        for who, at in (("first", 0.0), ("fresh", 4.25), ("stale", 4.35)):
            await cached.ask(who, at)

    told = "a clock that runs half as fast as the loop's"
    play, _ = _play(bench, _reports(), story, told, "ttl", rate=0.5)
    _probes(play, "ttl", [0.0, 4.35], "wrong-clock")


def a_probe_that_outlives_the_ttl(bench: Bench) -> None:
    """It takes a minute; whoever comes meanwhile shares it, and it is fresh when it ends."""
    joined = (0.0, 1.0, 2.5, 59.0)

    async def story(cached: _Cached) -> None:
        joiners = (cached.ask(f"joiner at {at}", at) for at in joined)
        await asyncio.gather(*joiners, cached.ask("fresh", 61.5))

    script = _reports(60.0)
    play, cached = _play(bench, script, story, "a probe that takes longer than the ttl", "single")
    expected = {f"joiner at {at}": _report(0) for at in joined} | {"fresh": _report(0)}
    if _probes(play, "single", [0.0], "stampede"):
        _values(play, cached, "single", expected, "wrong-result")


def exactly_at_the_ttl(bench: Bench) -> None:
    """Steps of a quarter of a second: the sums are exact in floating point."""

    async def story(cached: _Cached) -> None:
        for who, at in (("first", 0.0), ("fresh", 2.0), ("exactly", 2.25)):
            await cached.ask(who, at)

    script = _reports(0.25)
    play, _ = _play(bench, script, story, "a caller exactly when the ttl is over", "ttl")
    _probes(play, "ttl", [0.0, 2.25], "stale-at-ttl")


def reading_does_not_extend(bench: Bench) -> None:
    """A caller every half second."""

    async def story(cached: _Cached) -> None:
        for i in range(8):
            await cached.ask(f"caller {i}", 0.5 * i)
        await cached.ask("much later", 10.0)

    play, _ = _play(bench, _reports(0.1), story, "a caller every half second", "extend")
    if _probes(play, "extend", [0.0, 2.5, 10.0], "sliding"):
        play.met("extend", "a busy endpoint probes again all the same")


def many_when_stale(bench: Bench) -> None:
    """Twenty callers find the same stale report, a good one and one of a failure."""

    async def story(cached: _Cached) -> None:
        await cached.ask("first")
        await asyncio.gather(*(cached.ask(f"caller {i}", 5.0) for i in range(20)))
        await cached.ask("last", 5.5)

    for first in (Reply(0.3, _report(0)), Reply(0.3, error=ConnectionError("down"))):
        script = [first, *_reports()[1:]]
        play, cached = _play(
            bench, script, story, "twenty callers when the report is stale", "single"
        )
        if _probes(play, "single", [0.0, 5.0], "stampede"):
            _values(
                play, cached, "single", {f"caller {i}": _report(1) for i in range(20)}, "old-result"
            )


def a_probe_that_fails(bench: Bench) -> None:
    """Its report is kept like any other."""
    for error in (ConnectionError("db-7.internal refused"), KeyError("a bug"), TimeoutError()):
        script = [Reply(0.3, error=error), *(Reply(0.3, _report(i)) for i in range(1, 9))]

        async def story(cached: _Cached) -> None:
            await asyncio.gather(*(cached.ask(f"caller {i}") for i in range(5)))
            await cached.ask("soon", 0.5)
            await cached.ask("just fresh", 2.2)
            await cached.ask("later", 2.4)

        play, cached = _play(bench, script, story, "a probe that fails", "failure")
        down = (503, {"status": "down", "reason": type(error).__name__})
        raised = [who for who, (kind, _) in cached.got.items() if kind == "error"]
        if raised:
            message = (
                f"The probe raised {error!r}, and {raised[0]} got "
                f"{cached.got[raised[0]][1]!r}; a 503 report was expected."
            )
            got = cached.got[raised[0]][1]
            play.missed("failure", "error-raised", message, same=alike(got, error))
            continue
        callers = [*(f"caller {i}" for i in range(5)), "soon", "just fresh"]
        if not _probes(play, "failure", [0.0, 2.4], "failure-not-cached"):
            continue
        expected = dict.fromkeys(callers, down) | {"later": _report(1)}
        if _values(play, cached, "failure", expected, "wrong-failure"):
            play.met("failure", "a 503 report, kept for the ttl")
        play.quiet("quiet")


def a_caller_who_leaves(bench: Bench) -> None:
    """The first, the second or the last of three."""
    for leaver in (0, 1, 2):

        async def story(cached: _Cached, leaver: int = leaver) -> None:
            asks = [asyncio.create_task(cached.ask(f"caller {i}")) for i in range(3)]
            await asyncio.sleep(0.1)
            asks[leaver].cancel()
            await asyncio.wait(asks)
            await cached.ask("later", 1.0)

        told = f"caller {leaver} of 0 to 2 leaves at 0.100 s"
        play, cached = _play(bench, _reports(), story, told, "leaves")
        kind, got = cached.got.get(f"caller {leaver}", ("nothing", None))
        if (
            kind != "error"
            or not isinstance(got, asyncio.CancelledError)
            or cached.at[f"caller {leaver}"] > 0.1 + CLOSE
        ):
            message = (
                f"Caller {leaver} was cancelled at 0.100 s and got {shown(got)} at "
                f"{seconds(cached.at.get(f'caller {leaver}'))}."
            )
            play.missed("leaves", "cancellation-lost", message)
            continue
        rest = {f"caller {i}": _report(0) for i in range(3) if i != leaver} | {"later": _report(0)}
        cut = [w for w in rest if isinstance(cached.got.get(w, ("", 0))[1], asyncio.CancelledError)]
        if cut:
            message = f"Caller {leaver} left, and {cut[0]} was cancelled with it."
            play.missed("leaves", "disturbed", message, cut=True)
        elif _values(play, cached, "leaves", rest, "disturbed") and _probes(
            play, "leaves", [0.0], "disturbed"
        ):
            play.met("leaves", "whoever left, the others got the one report")


def the_only_caller_leaves(bench: Bench) -> None:
    """Nobody is left to hear of the failure."""
    script = [
        Reply(0.3, error=ConnectionError("down")),
        *(Reply(0.3, _report(i)) for i in range(1, 9)),
    ]

    async def story(cached: _Cached) -> None:
        ask = asyncio.create_task(cached.ask("the only one"))
        await asyncio.sleep(0.1)
        ask.cancel()
        await asyncio.wait([ask])
        await cached.ask("later", 4.0)

    told = "the only caller leaves, and then the probe fails"
    play, cached = _play(bench, script, story, told, "quiet")
    kind, got = cached.got["later"]
    if kind == "error":
        play.missed("leaves", "disturbed", f"The only caller had left; a later one got {got!r}.")
    play.quiet("quiet")


def two_of_them(bench: Bench) -> None:
    """Two probes, two reports: one after the other, and at the same time."""
    for together in (False, True):

        async def story(cached: _Cached, together: bool = together) -> None:
            other = _Cached(bench, cached.stage, Reply(0.2, _report(9)))
            asks = cached.ask("mine"), other.ask("theirs")
            if together:
                await asyncio.gather(*asks)
            else:
                for ask in asks:
                    await ask
            cached.got |= other.got

        play, cached = _play(bench, Reply(0.1, _report(7)), story, "two of them", "single")
        expected = {"mine": _report(7), "theirs": _report(9)}
        _values(play, cached, "single", expected, "mixed-up")


def _locks(evidence: Evidence) -> bool:
    return bool(evidence.code.calls("Lock", "Semaphore", "Condition"))


def _inclusive(evidence: Evidence) -> bool:
    return evidence.code.any(
        ast.Compare, lambda n: isinstance(n.ops[0], (ast.LtE, ast.Gt)) or len(n.ops) > 1
    )


def _one_by_one(evidence: Evidence) -> bool:
    """Under a lock the probes of many callers do not overlap, and there are many."""
    made = evidence.facts.get("made", [])
    return _locks(evidence) and len(made) > 2 and len(set(made)) == len(made)


def _only_good_news(evidence: Evidence) -> bool:
    """One probe for those who came together, and another one for whoever came soon after."""
    made = evidence.facts.get("made", [])
    together = [start for start in made if start < 0.5]
    return (
        not evidence.facts.get("forgets") and len(together) == 1 and any(0.5 <= s < 2 for s in made)
    )


MISCONCEPTIONS = (
    Misconception(
        "expires is inclusive",
        "At exactly ttl the entry is stale: use <, not <=.",
        frozenset({"stale-at-ttl"}),
        _inclusive,
    ),
    Misconception(
        "a lock removes the stampede",
        "The lock only queues the callers: without a second check inside it they still probe one "
        "by one.",
        frozenset({"stampede"}),
        _one_by_one,
    ),
    Misconception(
        "my cancel is mine alone",
        "Cancelling one caller cancelled the shared probe for all; await it through "
        "asyncio.shield.",
        frozenset({"disturbed"}),
        lambda e: e.facts.get("cut", False),
    ),
    Misconception(
        "let the caller see the error",
        "A raising probe must become a 503 report, not an exception in the endpoint.",
        frozenset({"error-raised"}),
        lambda e: e.facts.get("same", False),
    ),
    Misconception(
        "sliding expiry",
        "Reading must not extend the life: a busy endpoint would never probe again.",
        frozenset({"sliding"}),
        # One probe for a row of readers, and another when they had been quiet for long.
        lambda e: len(e.facts.get("made", [])) == 2 and e.facts["made"][1] >= 10.0 - CLOSE,
    ),
    Misconception(
        "the finished task is the cache",
        "You never clear the task, so after the ttl callers get the old result again.",
        frozenset({"wrong-ttl"}),
        lambda e: len(e.facts.get("made", [])) == 1 and bool(e.code.calls(*TASK_MAKERS)),
    ),
    Misconception(
        "cache only good news",
        "A failing dependency is now probed by every request, just when it is weakest: cache "
        "failures too.",
        frozenset({"failure-not-cached"}),
        _only_good_news,
    ),
)

CACHED_READINESS = Exercise(
    id="CachedReadiness",
    lesson=LESSON,
    ticket=TICKET,
    title="One probe for all who ask",
    rank="stretch",
    names=(Required("CachedReadiness", "class", ("probe", "ttl", "clock")),),
    contract=(
        "`class CachedReadiness` with `__init__(probe, ttl, clock)` and `async get() -> (code, "
        "report)`. `probe` is an async function without arguments that gives the same. Callers who "
        "come together share one probe. Its result is valid while `clock() < expires`, `ttl` "
        "seconds from the end of the probe; reading does not extend it. A probe that raises gives "
        '`(503, {"status": "down", "reason": type name})`, and that is kept '
        "too. Cancelling one caller hurts nobody."
    ),
    requirements=(
        Requirement("single", "Callers who come together share one probe.", "one probe"),
        Requirement(
            "ttl", "A result is valid for ttl seconds from the probe's end.", "clock() < expires"
        ),
        Requirement(
            "extend", "Reading does not extend a result's life.", "it expires all the same"
        ),
        Requirement(
            "failure", "A failing probe gives a 503 report, which is kept.", "503 and the type"
        ),
        Requirement("leaves", "Cancelling one caller hurts nobody.", "the others get the report"),
        Requirement("quiet", "Nothing is left unhandled.", "nothing for the loop to report"),
    ),
    hints=(
        "Store the task, not the result.",
        "`asyncio.shield`.",
        "Clear the task when it is done.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        a_hundred_callers,
        within_and_after_the_ttl,
        a_clock_of_its_own_speed,
        a_probe_that_outlives_the_ttl,
        exactly_at_the_ttl,
        reading_does_not_extend,
        many_when_stale,
        a_probe_that_fails,
        a_caller_who_leaves,
        the_only_caller_leaves,
        two_of_them,
    ),
    own_codes=frozenset(
        {
            "stampede",
            "wrong-result",
            "old-result",
            "too-slow",
            "wrong-ttl",
            "stale-at-ttl",
            "wrong-clock",
            "sliding",
            "failure-not-cached",
            "wrong-failure",
            "error-raised",
            "disturbed",
            "cancellation-lost",
            "never-retrieved",
            "loop-error",
            "mixed-up",
        }
    ),
)
