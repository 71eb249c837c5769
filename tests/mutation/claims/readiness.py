"""readiness: what must be true of a program before a belief is named."""

from __future__ import annotations

import ast
from typing import Any

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence, Recording, Seen

LIMIT = 0.3
SECRET = "hunter2 at db-7.internal"


def _refused(*args: Any) -> Exception:
    return ConnectionError(SECRET)


def _bug(*args: Any) -> Exception:
    return KeyError("a bug")


def _checks(
    rec: Recording, down: tuple[str, ...] = (), late: tuple[str, ...] = (), error: Any = _refused
) -> Any:
    """Four checks, db is critical; `down` raise at 0.1 s, `late` take 9 s."""
    delays = {"disk": 0.2, "db": 0.1, "cache": 0.1, "mail": 0.25}
    checks = {}
    for name, delay in delays.items():
        options: dict[str, Any] = {"error": error} if name in down else {}
        takes = 9.0 if name in late else delay
        function = rec.function(name, lambda takes=takes: takes, cleanup=0.05, **options)
        checks[name] = (function, name == "db")
    return checks, LIMIT


def all_up(rec: Recording) -> Any:
    return _checks(rec)


def critical_down(rec: Recording) -> Any:
    return _checks(rec, down=("db",))


def optional_down(rec: Recording) -> Any:
    return _checks(rec, down=("cache",))


def optional_bug(rec: Recording) -> Any:
    return _checks(rec, down=("cache",), error=_bug)


def optional_late(rec: Recording) -> Any:
    return _checks(rec, late=("cache",))


def both(rec: Recording) -> Any:
    return _checks(rec, down=("mail",), late=("db", "cache"))


def code_of(seen: Seen) -> Any:
    return seen.value[0] if isinstance(seen.value, tuple) and seen.value else None


def entries(seen: Seen) -> dict[str, Any]:
    try:
        found = seen.value[1]["checks"]
    except (TypeError, LookupError):
        return {}
    return found if isinstance(found, dict) else {}


def status(seen: Seen) -> Any:
    try:
        return seen.value[1]["status"]
    except (TypeError, LookupError):
        return None


def spoiled(seen: Seen, down: tuple[str, ...]) -> bool:
    """There is no report, or one that a failure elsewhere has spoiled."""
    found = entries(seen)
    return seen.error is not None or any(
        not isinstance(found.get(name), dict)
        or (name not in down and found[name].get("status") != "up")
        for name in ("disk", "db", "cache", "mail")
    )


def aborts(e: Evidence) -> bool:
    together = bool(e.calls("gather", "TaskGroup"))
    return together and (
        spoiled(e.play(critical_down), ("db",))
        or spoiled(e.play(optional_down), ("cache",))
        or spoiled(e.play(optional_bug), ("cache",))
    )


def has_text(e: Evidence) -> bool:
    """A reason is more than the name of a type."""
    reasons = [
        entry.get("reason")
        for seen in (e.play(critical_down), e.play(optional_down))
        for entry in entries(seen).values()
        if isinstance(entry, dict)
    ]
    return any(
        isinstance(r, str) and r not in ("timeout", "ConnectionError") for r in reasons
    ) and (SECRET in str(reasons) or bool(e.calls("str", "repr")) or e.mentions("args"))


def one_limit(e: Evidence) -> bool:
    """One late check takes away what the others had answered."""
    limited = e.calls("wait_for", "timeout", "timeout_at")
    return bool(limited) and (
        spoiled(e.play(optional_late), ("cache",)) or spoiled(e.play(both), ("mail", "db", "cache"))
    )


def uncancellable(e: Evidence) -> bool:
    wide = e.handlers("", "BaseException", "CancelledError")
    seen = e.play(all_up, cancel_at=0.05)
    return bool(wide) and (seen.error is None or bool(seen.stopped))


def swallows_by_tree(e: Evidence) -> bool:
    """A wide handler that raises nothing."""
    return any(
        not any(True for _ in e.nodes(ast.Raise, inside=handler))
        for handler in e.handlers("", "BaseException", "CancelledError")
    )


CLAIMS: Claims = {
    "the body says it all": lambda e: any(
        status(seen) == "down" and code_of(seen) == 200
        for seen in (e.play(critical_down), e.play(both))
    ),
    "any failure is 503": lambda e: any(
        code_of(e.play(make)) == 503 for make in (optional_down, optional_late, all_up)
    ),
    "gather without isolation": aborts,
    "the message helps the operator": has_text,
    "await in a loop": lambda e: e.play(all_up).in_turn(),
    "one timeout around all": one_limit,
    "catch everything": lambda e: uncancellable(e) or swallows_by_tree(e),
}
