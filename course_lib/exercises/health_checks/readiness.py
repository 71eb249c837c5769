"""`readiness`: all checks at once, each with a limit; the status code is the contract."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from typing import Any

from course_lib.exercises.beliefs import one_after_another
from course_lib.exercises.bench import Bench, Play, same
from course_lib.exercises.health_checks.lesson import LESSON, TICKET
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.stage import CLOSE, Reply
from course_lib.exercises.words import number, seconds, shown

LIMIT = 0.3
Checks = Mapping[str, tuple[Reply, bool]]


def _ready(bench: Bench, checks: Checks, story: str, limit: float = LIMIT, **options: Any) -> Play:
    stage = bench.stage()
    given = {
        name: (stage.call(name, reply), critical) for name, (reply, critical) in checks.items()
    }
    slowest = max((min(r.delay, limit) for r, _ in checks.values()), default=0.0)
    late = max((r.cleanup for r, _ in checks.values() if r.delay > limit), default=0.0)
    ideal = slowest + late
    play = bench.play("readiness", given, limit, stage=stage, story=story, ideal=ideal, **options)
    play.given = [name for name, (reply, _) in checks.items() if reply.delay > limit]
    return play


def _reason(reply: Reply, limit: float) -> str | None:
    """Why a check is down, None if it is up."""
    if reply.delay > limit or isinstance(reply.error, TimeoutError):
        return "timeout"
    return type(reply.error).__name__ if reply.error is not None else None


def _report(checks: Checks, limit: float) -> tuple[int, dict[str, Any]]:
    """The report that the contract asks for."""
    down = {name: _reason(reply, limit) for name, (reply, _) in checks.items()}
    report = {}
    for name, (_, critical) in checks.items():
        reason = down[name]
        report[name] = {"status": "down" if reason else "up", "critical": critical}
        if reason:
            report[name]["reason"] = reason
    dead = any(down[name] and critical for name, (_, critical) in checks.items())
    status = "down" if dead else "degraded" if any(down.values()) else "up"
    return 503 if dead else 200, {"status": status, "checks": report}


def _judge(play: Play, checks: Checks, limit: float = LIMIT) -> None:
    """Everything that the contract says about a probe that nobody cancels."""
    if play.error is not None and any(play.error is r.error for r, _ in checks.values()):
        message = f"A check raised {play.error!r}, and so did readiness; it always has a report."
        play.missed("isolated", "report-lost", message)
        return
    play.answered("report")
    _compare(play, _report(checks, limit))
    play.called_once("together", dict.fromkeys(checks, ()))
    play.started_at_once("together")
    play.took("time", play.ideal, "the slowest check, the limit and the clean-up allow")
    play.nothing_left("time")
    play.cleaned_up("time")


def _compare(play: Play, wanted: tuple[int, dict[str, Any]]) -> None:
    value = play.value
    if not isinstance(value, tuple) or len(value) != 2 or not isinstance(value[1], dict):
        message = f"Returned {shown(value)}; (status code, report) was expected."
        play.missed("report", "wrong-shape", message)
        return
    code, report = value
    if code != wanted[0] or isinstance(code, bool):
        message = f"The status code is {shown(code)}; {wanted[0]} was expected."
        play.missed(
            "code", "wrong-code", message, got=code, said=report.get("status"), dead=_dead(report)
        )
    else:
        play.met("code", f"{code} for a report that says {wanted[1]['status']}")
    _checks(play, report, wanted[1])
    if report.get("status") != wanted[1]["status"]:
        message = (
            f"The report's status is {shown(report.get('status'))}; {wanted[1]['status']!r} "
            "was expected."
        )
        play.missed("report", "wrong-status", message)
    elif set(report) != {"status", "checks"}:
        message = f"The report has the keys {shown(list(report))}; status and checks were expected."
        play.missed("report", "wrong-shape", message)
    else:
        play.met("report", f"status {report['status']!r} and one entry a check")


def _dead(report: dict[str, Any]) -> bool:
    """Whether a critical check is down by the answer's own entries."""
    entries = report.get("checks")
    return isinstance(entries, dict) and any(
        isinstance(e, dict) and e.get("status") == "down" and e.get("critical")
        for e in entries.values()
    )


def _checks(play: Play, report: dict[str, Any], wanted: dict[str, Any]) -> None:
    got = report.get("checks")
    if not isinstance(got, dict) or set(got) != set(wanted["checks"]):
        message = (
            f"checks is {shown(got)}; entries for {shown(list(wanted['checks']))} were expected."
        )
        play.missed("report", "wrong-shape", message)
        return
    for name, entry in wanted["checks"].items():
        if same(got[name], entry):
            continue
        message = f"The entry of {name} is {shown(got[name])}; {shown(entry)} was expected."
        if not isinstance(got[name], dict) or set(got[name]) - {"reason"} != {"status", "critical"}:
            play.missed("report", "wrong-shape", message)
        elif got[name].get("status") != entry["status"]:
            play.missed("isolated", "wrong-check", message)
        elif got[name].get("reason") != entry.get("reason"):
            text = got[name].get("reason")
            play.missed("reason", "wrong-reason", message, got=text, wanted=entry.get("reason"))
        else:
            play.missed("report", "wrong-check", message)
        return
    play.met("isolated", "each check has its own entry")
    if any("reason" in entry for entry in wanted["checks"].values()):
        play.met("reason", "timeout, or the exception's type")


def all_checks_are_up(bench: Bench) -> None:
    """What a check returns means nothing."""
    for delays in ((0.1, 0.25, 0.05), (0.25, 0.05, 0.2)):
        values = (None, False, RuntimeError("returned, not raised"))
        checks = {
            name: (Reply(d, v), critical)
            for name, d, v, critical in zip(
                ("db", "cache", "mail"), delays, values, (True, False, True), strict=True
            )
        }
        _judge(_ready(bench, checks, "three checks that are up, whatever they return"), checks)


def one_check_is_down(bench: Bench) -> None:
    """Critical or optional, with secrets in the error's text."""
    errors = (
        ConnectionError("password=hunter2 host=db-7.internal"),
        KeyError("a bug"),
        TimeoutError("its own"),
        ValueError(""),
    )
    for error in errors:
        for critical in (True, False):
            checks = {
                "queue": (Reply(0.2), True),
                "db": (Reply(0.1, error=error), critical),
                "cache": (Reply(0.25), False),
            }
            kind = "critical" if critical else "optional"
            _judge(_ready(bench, checks, f"an {kind} check that is down"), checks)


def several_checks_are_down(bench: Bench) -> None:
    """Down beats degraded, in whatever order the checks stand."""
    down = Reply(0.1, error=ConnectionError("down"))
    for criticals in (
        (False, False, True),
        (True, False, False),
        (False, False, False),
        (True, True, True),
    ):
        names = ("cache", "db", "mail")
        checks = {n: (down, c) for n, c in zip(names, criticals, strict=True)} | {
            "disk": (Reply(0.2), True)
        }
        _judge(_ready(bench, checks, "three of four checks are down"), checks)


def late_checks(bench: Bench) -> None:
    """They are cancelled at the limit, and their clean-ups are waited for."""
    for criticals in ((True, False), (False, False)):
        checks = {
            "db": (Reply(9.0, cleanup=0.05), criticals[0]),
            "cache": (Reply(5.0, cleanup=0.12), criticals[1]),
            "disk": (Reply(0.1), True),
            "mail": (Reply(0.2, error=ConnectionError("down")), False),
        }
        _judge(_ready(bench, checks, "two checks that take too long"), checks)
    hang = {f"check {i}": (Reply(100.0), i == 0) for i in range(4)}
    _judge(_ready(bench, hang, "four checks that hang", 0.5), hang, 0.5)


def one_function_under_two_names(bench: Bench) -> None:
    """Critical under one name and optional under the other: two checks all the same."""
    stage = bench.stage()
    ping = stage.call("ping", Reply(0.1))
    checks = {"writes": (ping, True), "reads": (ping, False)}
    play = bench.play("readiness", checks, LIMIT, stage=stage, story="one function, two names")
    play.answered("report")
    entries = {
        name: {"status": "up", "critical": critical} for name, (_, critical) in checks.items()
    }
    _compare(play, (200, {"status": "up", "checks": entries}))
    if len(play.spans) != 2:
        times = number(len(play.spans), "time")
        message = f"Two checks share one function, which was called {times}."
        play.missed("together", "called-twice" if play.spans[2:] else "not-called", message)


def no_checks(bench: Bench) -> None:
    """Nothing to ask is up."""
    play = _ready(bench, {}, "no checks")
    play.answered("report")
    pair = isinstance(play.value, tuple) and len(play.value) == 2
    code, report = play.value if pair else (None, None)
    # An http.HTTPStatus is an int.
    right = isinstance(code, int) and code == 200
    if not right or not same(report, {"status": "up", "checks": {}}):
        message = f"No checks gave {shown(play.value)}; (200, up, no entries) was expected."
        play.missed("report", "empty-input", message)


def a_report_can_be_sent(bench: Bench) -> None:
    """A group of exceptions has a type name, too."""
    checks = {"db": (Reply(0.1, error=ExceptionGroup("both", [OSError("a")])), True)}
    play = _ready(bench, checks, "a check that raises a group")
    _judge(play, checks)
    try:
        json.dumps(play.value)
    except (TypeError, ValueError) as error:
        play.missed("report", "not-json", f"The report cannot be sent as JSON: {error}.")


def a_generous_limit(bench: Bench) -> None:
    """A minute: a check of twenty seconds is slow, and up."""
    checks = {"archive": (Reply(20.0), True), "disk": (Reply(0.1), False)}
    _judge(_ready(bench, checks, "a limit of a minute", 60.0), checks, 60.0)


def the_probe_is_cancelled(bench: Bench) -> None:
    """The prober has hung up, before the limit or while late checks clean up."""
    checks = {
        "db": (Reply(0.9, cleanup=0.05), True),
        "cache": (Reply(0.8, cleanup=0.1), False),
        "disk": (Reply(0.05), True),
    }
    play = _ready(
        bench, checks, "a probe whose client leaves", 5.0, requirement="cancel", cancel_at=0.2
    )
    if play.cancelled("cancel", 0.2) and play.run.elapsed > 0.2 + 0.1 + CLOSE:
        message = (
            f"The probe was cancelled at {seconds(0.2)}, and it was over only at "
            f"{seconds(play.run.elapsed)}."
        )
        play.missed("cancel", "too-slow", message)
    going = [s.name for s in play.stage.unfinished(play.run.elapsed) if s.cancelled_at is None]
    if going:
        message = f"The probe was cancelled at {seconds(0.2)}, and {going[0]} was not."
        play.missed("cancel", "left-running", message)
    late = {"db": (Reply(9.0, cleanup=0.2), True)}
    told = "a client that leaves while a late check cleans up"
    play = _ready(bench, late, told, requirement="cancel", cancel_at=0.4)
    play.cancelled("cancel", 0.4)


def _wide(evidence: Evidence) -> bool:
    """A handler that catches cancellations, and raises nothing itself."""
    code = evidence.code
    wide = code.catches("", "BaseException", "CancelledError")
    return any(not code.raises(handler) for handler in wide)


def _one_limit(evidence: Evidence) -> bool:
    """The timeout stands around what runs all checks."""
    code = evidence.code
    limited: list[ast.AST] = [a for call in code.calls("wait_for") for a in call.args[:1]]
    limited += [
        line
        for block in code.nodes(ast.AsyncWith)
        if any(code.calls("timeout", "timeout_at", inside=item) for item in block.items)
        for line in block.body
    ]
    limited += [
        block
        for block in code.nodes(ast.AsyncWith)
        if any(code.calls("timeout", inside=item) for item in block.items)
        and any(code.calls("TaskGroup", inside=item) for item in block.items)
    ]
    return any(code.leads(node, "gather", "TaskGroup", functions=True) for node in limited)


def _aborts(evidence: Evidence) -> bool:
    """The first failure ends what runs all checks, and with it the report."""
    code = evidence.code
    together = code.calls("gather", "TaskGroup")
    if not together or code.gathers_exceptions():
        return False
    if evidence.symptom.code == "raised":
        play = evidence.symptom.play
        failed = play is not None and any(span.status == "failed" for span in play.spans)
        # What a TaskGroup makes of a check's error.
        return failed and isinstance(play.error, BaseExceptionGroup)
    # Entries that a handler made up when the others had not been waited for.
    handled = any(isinstance(n, ast.Try) for call in together for n in code.around(call))
    made_up = handled and "too-early" in evidence.codes and not _some_late(evidence)
    return evidence.symptom.code != "wrong-check" or made_up


def _some_late(evidence: Evidence) -> bool:
    """Some check took longer than the limit; without one no timeout can throw anything away."""
    return bool(evidence.symptom.play and evidence.symptom.play.given)


def _text(evidence: Evidence) -> bool:
    """The reason is more than a name: it holds the error's message."""
    got, code = evidence.facts.get("got"), evidence.code
    if not isinstance(got, str) or got in ("timeout", "TimeoutError"):
        return False
    made = bool(code.calls("str", "repr")) or code.mentions("args")
    return made or not got.isidentifier()


MISCONCEPTIONS = (
    Misconception(
        "the body says it all",
        "Load balancers read the status code only: a critical failure must be 503.",
        frozenset({"wrong-code"}),
        lambda e: e.facts.get("said") == "down" and e.facts.get("got") == 200,
    ),
    Misconception(
        "any failure is 503",
        "An optional dependency must not take the instance out of rotation: 200 and degraded.",
        frozenset({"wrong-code"}),
        lambda e: e.facts.get("got") == 503 and not e.facts.get("dead"),
    ),
    Misconception(
        "gather without isolation",
        "The first exception aborts the report; isolate each check.",
        frozenset({"report-lost", "raised", "wrong-check"}),
        _aborts,
    ),
    Misconception(
        "the message helps the operator",
        "The text of a connection error contains host names and passwords; expose the type only.",
        frozenset({"wrong-reason"}),
        _text,
    ),
    Misconception(
        "await in a loop",
        "The checks run one after the other: the probe takes the sum of the timeouts.",
        frozenset({"late-start", "too-slow"}),
        lambda e: one_after_another(e.symptom.play),
    ),
    Misconception(
        "one timeout around all",
        "One timeout around the gather throws away the checks that had answered.",
        frozenset({"wrong-check", "report-lost", "raised"}),
        lambda e: _some_late(e) and _one_limit(e),
    ),
    Misconception(
        "catch everything",
        "BaseException also catches CancelledError: a probe whose client left, or a server that "
        "stops, can no longer cancel it.",
        frozenset({"cancellation-lost"}),
        _wide,
    ),
)

READINESS = Exercise(
    id="readiness",
    lesson=LESSON,
    ticket=TICKET,
    title="Ask all dependencies at once, and answer in time",
    rank="standard",
    names=(Required("readiness", "async", ("checks", "timeout")),),
    contract=(
        "`async def readiness(checks, timeout) -> (code, report)`. `checks` maps a name to "
        "(an async "
        "function without arguments, whether it is critical). A check is down only if it raises or "
        'takes longer than `timeout`. The report is `{"status", "checks"}`, each check `{"status", '
        '"critical"[, "reason"]}`; reason is "timeout" (also for a TimeoutError of its own) or the '
        "exception's type name. The status is down with 503 if a critical check is down, else "
        "degraded or up with 200. Late checks are cancelled and waited for."
    ),
    requirements=(
        Requirement("report", "Gives a status and one entry a check.", "the report"),
        Requirement("code", "503 only if a critical check is down, else 200.", "the status code"),
        Requirement("isolated", "A check that fails spoils no other's entry.", "one entry each"),
        Requirement("reason", "Gives timeout or the type's name as the reason.", "no message"),
        Requirement("together", "Runs each check once, all at the start.", "0.000 s"),
        Requirement("time", "Takes the slowest check or the limit, and the clean-up.", "the limit"),
        Requirement("cancel", "Can be cancelled, and its checks with it.", "CancelledError"),
    ),
    hints=(
        "One coroutine per check that never raises.",
        "The timeout inside it.",
        "Derive the status last: down beats degraded.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        all_checks_are_up,
        one_check_is_down,
        several_checks_are_down,
        late_checks,
        a_generous_limit,
        one_function_under_two_names,
        no_checks,
        a_report_can_be_sent,
        the_probe_is_cancelled,
    ),
    own_codes=frozenset(
        {
            "wrong-shape",
            "wrong-code",
            "wrong-status",
            "wrong-check",
            "wrong-reason",
            "report-lost",
            "empty-input",
            "not-json",
            "called-twice",
            "not-called",
            "wrong-arguments",
            "late-start",
            "too-slow",
            "too-early",
            "left-running",
            "cancelled-twice",
            "cancellation-lost",
        }
    ),
)
