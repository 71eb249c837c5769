"""Questions that the claims of several exercises ask."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from tests.mutation.evidence import Evidence

Claims = dict[str, Callable[[Evidence], bool]]


def awaits(e: Evidence, inside: ast.AST | None = None) -> list[ast.Await]:
    return list(e.nodes(ast.Await, inside=inside))


def returns_exceptions(e: Evidence) -> bool:
    flags = [e.keyword(call, "return_exceptions") for call in e.calls("gather")]
    return any(isinstance(f, ast.Constant) and f.value is True for f in flags)


def holds(value: Any, kind: type | tuple[type, ...]) -> bool:
    items = value.values() if isinstance(value, dict) else value
    return isinstance(items, (list, tuple, type({}.values()))) and any(
        isinstance(item, kind) for item in items
    )
