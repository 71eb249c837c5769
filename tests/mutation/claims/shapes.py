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
    return isinstance(items, (list, tuple, set, type({}.values()))) and any(
        isinstance(item, kind) for item in items
    )


def task_awaited_where_made(e: Evidence) -> bool:
    """`await create_task(...)`, or a task awaited before another one is made."""
    made = e.calls("create_task", "ensure_future")
    if any(isinstance(e.parents.get(call), ast.Await) for call in made):
        return True
    lines = sorted((n.lineno, n.col_offset) for n in made)
    waits = [(n.lineno, n.col_offset) for n in awaits(e)]
    between = any(lines[0] < w < lines[-1] for w in waits) if lines else False
    return between or any(e.repeated(c) for c in made if awaits(e, _loop_of(e, c)))


def _loop_of(e: Evidence, node: ast.AST) -> ast.AST:
    loops = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.GeneratorExp, ast.SetComp)
    return next((n for n in e.around(node) if isinstance(n, loops)), node)


def reads_a_done_set(e: Evidence) -> bool:
    """What asyncio.wait gives is unpacked, and its first part is gone through in order."""
    done = {
        target.elts[0].id
        for node in e.nodes(ast.Assign)
        if e.calls("wait", inside=node.value)
        for target in node.targets
        if isinstance(target, (ast.Tuple, ast.List)) and isinstance(target.elts[0], ast.Name)
    }
    loops = [n.iter for n in e.nodes(ast.For, ast.comprehension)]
    return any(isinstance(source, ast.Name) and source.id in done for source in loops)
