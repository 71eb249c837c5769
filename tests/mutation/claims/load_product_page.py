"""load_product_page: what must be true of a program before a belief is named."""

from __future__ import annotations

import ast
import asyncio
from typing import Any

from tests.mutation.claims.shapes import Claims, returns_exceptions
from tests.mutation.evidence import Evidence, Recording, Seen

REQUIRED = ("product", "price")
OPTIONAL = ("reviews", "recommendations", "stock")
DELAYS = {"product": 0.3, "price": 0.1, "reviews": 0.25, "recommendations": 0.2, "stock": 0.15}
NOTE = ConnectionError("returned, not raised")


class Page:
    """The arguments of load_product_page; what `on_degraded` hears is kept with the run."""

    def __init__(
        self,
        delays: dict[str, float] | None = None,
        errors: dict[str, BaseException] | None = None,
        values: dict[str, Any] | None = None,
        limit: float = 0.4,
    ) -> None:
        self.delays = DELAYS | (delays or {})
        self.errors = errors or {}
        self.values = values or {}
        self.limit = limit
        self.heard: list[tuple[Any, Any]] = []

    def __call__(self, recording: Recording) -> tuple[Any, ...]:
        self.heard = []

        def options(name: str) -> dict[str, Any]:
            value = self.values.get(name, None if name == "stock" else [name])
            return {
                "delay": lambda *_: self.delays[name],
                "value": lambda *_: value,
                "error": lambda *_: self.errors.get(name),
                "cleanup": 0.02,
            }

        api = recording.api(**{name: options(name) for name in DELAYS})
        return api, "MUG-1", self.limit, lambda name, exc: self.heard.append((name, exc))


WHOLE = Page()
DOWN = [Page(errors={name: ConnectionError(name)}) for name in OPTIONAL]
LATE = [Page({name: 2.0}) for name in OPTIONAL]
ALL_LATE = Page(dict.fromkeys(OPTIONAL, 2.0))
BUGS = [Page({name: 0.1}, {name: KeyError(name)}) for name in OPTIONAL]
NO_PRODUCT = [Page({name: 0.05}, {name: ConnectionError(name)}) for name in REQUIRED]
NOTES = [Page(values={name: NOTE}) for name in OPTIONAL]
BOTH_DOWN = Page(errors={n: ConnectionError(n) for n in ("reviews", "recommendations")})


def played(e: Evidence, page: Page, cancel_at: float | None = None) -> tuple[Seen, list[Any]]:
    seen = e.play(page, cancel_at)
    return seen, list(page.heard)


def lost_for_an_outage(e: Evidence) -> bool:
    return all(e.play(page).error is not None for page in DOWN)


def reports_leaving(e: Evidence) -> bool:
    """A caller who leaves is reported as an outage, or CancelledError does not come out."""
    seen = e.play(WHOLE, 0.05)
    lost = not isinstance(seen.error, asyncio.CancelledError)
    wide = bool(e.handlers("", "BaseException", "CancelledError"))
    return wide and (lost or bool(WHOLE.heard))


def hides_a_bug(e: Evidence) -> bool:
    wide = e.handlers("", "Exception", "BaseException") or returns_exceptions(e)
    return bool(wide) and any(e.play(page).error is None for page in BUGS)


def runs_on(e: Evidence) -> bool:
    """A page failed, and a call that nobody had cancelled went on."""
    for page in (*NO_PRODUCT, *BUGS, *DOWN):
        seen = e.play(page)
        if seen.error is not None and any(
            not c.cancels and (c.end is None or c.end > seen.elapsed + 1e-9) for c in seen.calls
        ):
            return True
    return False


def required_first(e: Evidence) -> bool:
    """The extras began, all of them, only when the required calls were over."""
    calls = {call.name: call for call in e.play(WHOLE).calls}
    if set(calls) != {*REQUIRED, *OPTIONAL} or any(calls[n].end is None for n in REQUIRED):
        return False
    return min(calls[n].start for n in OPTIONAL) >= max(calls[n].end for n in REQUIRED) - 1e-9


def shared_fallback(e: Evidence) -> bool:
    """Two visits get one list object, or one visit gets one under two keys."""
    pages = []
    for _ in range(2):
        e._runs.pop((BOTH_DOWN, None), None)
        pages.append(e.play(BOTH_DOWN).value)
    if not all(isinstance(page, dict) for page in pages):
        return False
    twice = any(page.get("reviews") is page.get("recommendations") for page in pages)
    made_once = any(
        isinstance(n, ast.List)
        for top in e.tree.body
        if isinstance(top, (ast.Assign, ast.AnnAssign))
        for n in ast.walk(top)
    )
    defaults = any(
        isinstance(d, ast.List)
        for f in e.nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        for d in [*f.args.defaults, *f.args.kw_defaults]
    )
    return twice or made_once or defaults


def limits_add_up(e: Evidence) -> bool:
    seen = e.play(ALL_LATE)
    return bool(e.calls("wait_for")) and seen.elapsed > 0.4 + 0.2


def late_calls_run_on(e: Evidence) -> bool:
    seen = e.play(ALL_LATE)
    on = any(not c.cancels and (c.end is None or c.end > seen.elapsed + 1e-9) for c in seen.calls)
    return on and bool(e.calls("wait")) and not e.calls("cancel")


def one_limit_for_all(e: Evidence) -> bool:
    return all(isinstance(e.play(page).error, TimeoutError) for page in LATE)


def no_limit(e: Evidence) -> bool:
    return all(e.play(page).elapsed >= 2.0 - 1e-9 for page in LATE)


def note_misread(e: Evidence) -> bool:
    for page in NOTES:
        seen = e.play(page)
        if isinstance(seen.value, dict) and any(
            seen.value.get(name) is not value for name, value in page.values.items()
        ):
            return returns_exceptions(e)
    return False


def text_reported(e: Evidence) -> bool:
    for page in (*DOWN, *LATE):
        _, heard = played(e, page)
        if any(isinstance(exc, str) for _, exc in heard):
            return True
    return bool(e.calls("str", "repr"))


CLAIMS: Claims = {
    "a page is complete or it is an error": lost_for_an_outage,
    "a bare except only catches errors": reports_leaving,
    "degraded mode should hide every error": hides_a_bug,
    "when the page fails, its calls stop": runs_on,
    "important things first": required_first,
    "a constant list is a safe default": shared_fallback,
    "wait_for on a started task counts from its start": limits_add_up,
    "wait(timeout=...) stops what is late": late_calls_run_on,
    "the limit belongs to the page": one_limit_for_all,
    "down means that an error comes back": no_limit,
    "try/except needs one call at a time": lambda e: e.play(WHOLE).in_turn(),
    "an exception in the list was raised": note_misread,
    "the message is the error": text_reported,
}
