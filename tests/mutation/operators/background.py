"""Tasks that outlive their caller, shared state, and snapshots."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.mutation.edit import FUNCTIONS, Changed, Place, Program, called, expr, stmts
from tests.mutation.operators.registry import Family

family = Family()
operator = family.operator


def alone(place: Place) -> bool:
    return isinstance(place.parent, ast.Expr)


@operator("The event loop keeps my task alive.")
def drop_reference(program: Program) -> Iterator[Changed]:
    for place in program.calls("add", "append"):
        if alone(place) and len(place.node.args) == 1:
            yield place.to_statements()


@operator("One variable is a reference.")
def one_variable(program: Program) -> Iterator[Changed]:
    for place in program.calls("add", "append"):
        kept = place.node.func.value if isinstance(place.node.func, ast.Attribute) else None
        if not alone(place) or not isinstance(kept, ast.Attribute):
            continue
        target = ast.Attribute(kept.value, kept.attr, ast.Store())
        braces = "{TASK}" if called(place.node) == "add" else "[TASK]"
        new = ast.Assign([target], expr(braces, TASK=place.node.args[0]))
        yield place.to_statements(new)


@operator("Keeping a reference is the whole job.")
def drop_done_callback(program: Program) -> Iterator[Changed]:
    for place in program.calls("add_done_callback", "discard", "remove"):
        yield place.to(ast.Constant(None))


@operator("exception() is safe on any finished task.")
def drop_cancelled_test(program: Program) -> Iterator[Changed]:
    for place in program.calls("cancelled", "cancelling"):
        yield place.to(ast.Constant(False))


@operator("A finished task is a task that went well.")
def done_for_cancelled(program: Program) -> Iterator[Changed]:
    for place in program.calls("cancelled"):
        yield place.to(expr("TASK.done()", TASK=place.node.func.value))


@operator("spawn(...) must be awaited to start.")
def await_spawn(program: Program) -> Iterator[Changed]:
    for place in program.calls("spawn"):
        if place.in_coroutine and not isinstance(place.parent, ast.Await):
            yield place.to(ast.Await(place.node))


@operator("create_task is fire-and-forget.")
def create_task_for_spawn(program: Program) -> Iterator[Changed]:
    for place in program.calls("spawn"):
        if place.node.args:
            yield place.to(expr("asyncio.create_task(CORO)", CORO=place.node.args[0]))


@operator("A constant is a safe default, and a list can be shared.")
def shared_container(program: Program) -> Iterator[Changed]:
    def fresh(place: Place) -> bool:
        node = place.node
        if place.function is None:
            return False
        if isinstance(node, ast.List):
            return not node.elts and isinstance(node.ctx, ast.Load)
        if isinstance(node, ast.Dict):
            return not node.keys
        return called(node) in {"set", "list", "dict", "deque"} and not node.args

    for place in program.places(ast.List, ast.Dict, ast.Call, where=fresh):
        place.tree.body[:0] = stmts("_shared = MADE", MADE=place.node)
        yield place.to(ast.Name("_shared", ast.Load()))


@operator("What is made once can be used for ever.")
def made_at_module_level(program: Program) -> Iterator[Changed]:
    """A semaphore, queue, event or lock of a call becomes one for the whole program."""
    kinds = {"Semaphore", "BoundedSemaphore", "Queue", "Event", "Lock", "Condition"}
    for place in program.calls(*kinds):
        if place.function is None:
            continue
        place.tree.body[:0] = stmts("_made = {}")
        yield place.to(expr("_made.setdefault(0, MADE)", MADE=place.node))


@operator("finally is the place for follow-up work.")
def follow_up_in_finally(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.AsyncFunctionDef):
        body = place.node.body
        at = next((i for i, s in enumerate(body) if _spawns(s)), None)
        if at:
            text = "try:\n    FIRST\nfinally:\n    LAST"
            last = [s for s in body[at:] if not isinstance(s, ast.Return)]
            first = [*body[:at], *(s for s in body[at:] if isinstance(s, ast.Return))]
            place.node.body = stmts(text, FIRST=first, LAST=last)
            yield place.edited("the side effects moved into finally")


@operator("The earlier the side effects leave the better.")
def effects_first(program: Program) -> Iterator[Changed]:
    for place in program.places(*FUNCTIONS):
        body = place.node.body
        at = next((i for i, s in enumerate(body) if _spawns(s)), None)
        if at:
            body[at - 1], body[at] = body[at], body[at - 1]
            yield place.edited("the side effect one line earlier")


def _spawns(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and called(statement.value) == "spawn"
