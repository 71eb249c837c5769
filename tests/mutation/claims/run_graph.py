"""run_graph: what must be true of a program before a belief is named."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence, Recording, Seen

Graph = dict[str, tuple[tuple[str, ...], float]]
PAGE: Graph = {
    "total": (("tax", "price"), 0.05),
    "price": (("product",), 0.30),
    "product": ((), 0.20),
    "menu": ((), 0.90),
    "tax": ((), 0.15),
    "page": (("total", "menu"), 0.02),
    "other": (("product", "tax"), 0.1),
}
CYCLE: Graph = {"free": ((), 0.1), "a": (("b", "free"), 0.1), "b": (("a",), 0.1)}
UNKNOWN: Graph = {"free": ((), 0.1), "page": (("usr",), 0.1)}
DEEP: Graph = {"free": ((), 0.1), "page": (("free", "usr"), 0.1)}


def graph(nodes: Graph, failing: str = "") -> Callable[[Recording], tuple[Any, ...]]:
    def make(recording: Recording) -> tuple[Any, ...]:
        def node(name: str, delay: float) -> Any:
            error = ConnectionError(name) if name == failing else None
            return recording.function(
                name, lambda *_: delay, lambda *args: (name, *args), lambda *_: error
            )

        return ({n: (deps, node(n, d)) for n, (deps, d) in nodes.items()},)

    return make


PLAIN, ROUND = graph(PAGE), graph(CYCLE)
STRANGE = [graph(UNKNOWN), graph(DEEP)]
FAILING = [graph(PAGE, name) for name in ("product", "tax", "price")]


def plain(e: Evidence) -> Seen:
    return e.play(PLAIN)


def inputs_shuffled(e: Evidence) -> bool:
    for call in plain(e).calls:
        names = [value[0] for value in call.args if isinstance(value, tuple) and value]
        deps = list(PAGE[call.name][0])
        if names != deps and sorted(names) == sorted(deps):
            return True
    return False


def order_lost(e: Evidence) -> bool:
    value = plain(e).value
    return isinstance(value, dict) and set(value) == set(PAGE) and list(value) != list(PAGE)


def barrier(e: Evidence) -> bool:
    """Whatever begins later begins when nothing else is under way."""
    calls = plain(e).calls
    later = [call for call in calls if call.start > 1e-9]
    return bool(later) and not any(
        o.start < c.start - 1e-9 and (o.end is None or o.end > c.start + 1e-9)
        for c in later
        for o in calls
    )


def runs_on(e: Evidence) -> bool:
    def left(run: Seen) -> bool:
        return any(c.end is None or c.end > run.elapsed + 1e-9 for c in run.calls)

    return any(left(e.play(make)) for make in FAILING) or left(e.play(PLAIN, cancel_at=0.25))


def key_error(e: Evidence) -> bool:
    def plain_error(error: BaseException | None) -> BaseException | None:
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        return error

    return any(isinstance(plain_error(e.play(make).error), KeyError) for make in STRANGE)


CLAIMS: Claims = {
    "inputs may be passed in any order": inputs_shuffled,
    "a dict has no order": order_lost,
    "a topological order is a schedule": lambda e: plain(e).in_turn(),
    "each reader fetches its own inputs": lambda e: max(plain(e).asked().values(), default=0) > 1,
    "a level must be complete before the next begins": barrier,
    "graphs in practice have no cycles": lambda e: e.play(ROUND).stopped == "deadlock",
    "noticing the cycle when stuck is early enough": lambda e: (
        bool(e.play(ROUND).calls) and any(True for _ in e.nodes(ast.While))
    ),
    "a KeyError explains itself": key_error,
    "if one node fails the graph stops by itself": runs_on,
}
