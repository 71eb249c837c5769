"""What `await`, a coroutine object and a task are taken for."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from tests.mutation.edit import (
    COMPREHENSIONS,
    Changed,
    Place,
    Program,
    called,
    expr,
    stmts,
    swap,
)
from tests.mutation.operators.registry import Family

family = Family()
operator = family.operator


def awaits(name: str) -> Callable[[Place], bool]:
    """A test for `await NAME(...)`."""
    return lambda place: isinstance(place.node, ast.Await) and called(place.node.value) == name


def elements(call: ast.Call) -> list[ast.expr] | None:
    """The awaitables that a call of gather gets, as list elements; None if they are unknown."""
    if len(call.args) == 1 and isinstance(call.args[0], ast.Starred):
        inner = call.args[0].value
        if isinstance(inner, (ast.List, ast.Tuple)):
            return list(inner.elts)
        return None
    if any(isinstance(a, ast.Starred) for a in call.args):
        return None
    return list(call.args)


def comprehension(call: ast.Call) -> ast.expr | None:
    """The comprehension in `gather(*(... for ...))`."""
    if len(call.args) == 1 and isinstance(call.args[0], ast.Starred):
        inner = call.args[0].value
        if isinstance(inner, COMPREHENSIONS):
            return inner
    return None


def in_turn(call: ast.Call) -> ast.expr | None:
    """The same awaitables, awaited one by one, as a list."""
    parts = elements(call)
    if parts is not None:
        return ast.List([ast.Await(part) for part in parts], ast.Load())
    if (inner := comprehension(call)) is not None:
        return ast.ListComp(ast.Await(inner.elt), inner.generators)
    if len(call.args) == 1 and isinstance(call.args[0], ast.Starred):
        return expr("[await each for each in ALL]", ALL=call.args[0].value)
    return None


def is_service(call: ast.AST, place: Place) -> bool:
    """Whether a call calls what was injected: `api.x(...)` or a parameter of a function."""
    if not isinstance(call, ast.Call):
        return False
    parameters = set()
    for node in place.around():
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            a = node.args
            parameters |= {p.arg for p in [*a.posonlyargs, *a.args, *a.kwonlyargs]} - {"self"}
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        return call.func.value.id == "api"
    return isinstance(call.func, ast.Name) and call.func.id in parameters


def service_calls(program: Program) -> Iterator[Place]:
    return program.places(ast.Call, where=lambda place: is_service(place.node, place))


@operator("Calling an async function is enough to run it.")
def drop_await(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Await):
        yield place.to(place.node.value)


@operator('`await` means "start", so what gather gets may be awaited at once.')
def await_in_arguments(program: Program) -> Iterator[Changed]:
    for place in program.calls("gather"):
        call = place.node
        inner = comprehension(call)
        if inner is not None:
            inner.elt = ast.Await(inner.elt)
        elif call.args and not any(isinstance(a, ast.Starred) for a in call.args):
            call.args = [ast.Await(a) for a in call.args]
        else:
            continue
        yield place.edited(f"awaits inside `{ast.unparse(call)[:60]}`")


@operator("A list of awaits is as quick as gather.")
def gather_to_list(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Await, where=awaits("gather")):
        if (new := in_turn(place.node.value)) is not None:
            yield place.to(new)


@operator("The first call (the user) must come before the others.")
def first_on_its_own(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Await, where=awaits("gather")):
        parts = elements(place.node.value)
        if parts and len(parts) > 1:
            yield place.to(
                expr(
                    "[await FIRST, *await asyncio.gather(REST)]",
                    FIRST=parts[0],
                    REST=ast.Starred(ast.Tuple(parts[1:], ast.Load()), ast.Load()),
                )
            )


@operator("The last call can wait until the others are back.")
def last_on_its_own(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Await, where=awaits("gather")):
        parts = elements(place.node.value)
        if parts and len(parts) > 1:
            yield place.to(
                expr(
                    "[*await asyncio.gather(REST), await LAST]",
                    LAST=parts[-1],
                    REST=ast.Starred(ast.Tuple(parts[:-1], ast.Load()), ast.Load()),
                )
            )


@operator("create_task makes it parallel, wherever the await is.")
def await_task_at_once(program: Program) -> Iterator[Changed]:
    for place in program.calls("create_task", "ensure_future"):
        if place.in_coroutine and not isinstance(place.parent, ast.Await):
            new = expr("(made := TASK, await made)[0]", TASK=place.node)
            yield place.to(new)


@operator("Calling an async function starts it, so no task is needed.")
def drop_create_task(program: Program) -> Iterator[Changed]:
    for place in program.calls("create_task", "ensure_future"):
        if place.node.args:
            yield place.to(place.node.args[0])


@operator("Awaiting inside a task group is parallel.")
def await_inside_group(program: Program) -> Iterator[Changed]:
    for place in program.calls("create_task"):
        if not place.in_coroutine or not place.node.args:
            continue
        for node in list(ast.walk(place.function)):
            for child in list(ast.iter_child_nodes(node)):
                if called(child) == "result" and not child.args:
                    swap(node, child, child.func.value)
                elif isinstance(child, ast.Await) and isinstance(child.value, ast.Name):
                    swap(node, child, child.value)
        yield place.to(ast.Await(place.node.args[0]))


@operator("A task is its result.")
def drop_result(program: Program) -> Iterator[Changed]:
    for place in program.calls("result"):
        if not place.node.args and isinstance(place.node.func, ast.Attribute):
            yield place.to(place.node.func.value)


@operator("as_completed yields in the order of its arguments.")
def gather_to_as_completed(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Await, where=awaits("gather")):
        call = place.node.value
        parts = elements(call)
        if parts is not None:
            everything: ast.expr = ast.List(parts, ast.Load())
        elif len(call.args) == 1 and isinstance(call.args[0], ast.Starred):
            everything = expr("list(ALL)", ALL=call.args[0].value)
        else:
            continue
        yield place.to(expr("[await each for each in asyncio.as_completed(ALL)]", ALL=everything))


@operator("Awaiting the tasks one by one is the same as gather.")
def gather_to_tasks_in_turn(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Await, where=awaits("gather")):
        call = place.node.value
        parts = elements(call)
        if parts is not None:
            everything: ast.expr = ast.List(parts, ast.Load())
        elif len(call.args) == 1 and isinstance(call.args[0], ast.Starred):
            everything = call.args[0].value
        else:
            continue
        new = "[await made for made in [asyncio.ensure_future(each) for each in ALL]]"
        yield place.to(expr(new, ALL=everything))


@operator("Sleeping long enough is synchronisation.")
def sleep_for_await(program: Program) -> Iterator[Changed]:
    def waits(place: Place) -> bool:
        node = place.node.value
        return isinstance(node, ast.Name) or called(node) in {"gather", "wait", "join"}

    for place in program.places(ast.Await, where=waits):
        statement = place.statement
        if isinstance(statement, ast.Expr) and statement.value is place.node:
            yield place.to_statements(*stmts("await asyncio.sleep(0.5)"))
        elif isinstance(place.node.value, ast.Name):
            new = expr("(await asyncio.sleep(0.5), TASK.result())[1]", TASK=place.node.value)
            yield place.to(new)


@operator("time.sleep and asyncio.sleep do the same.")
def blocking_sleep(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Await, where=awaits("sleep")):
        yield place.to(ast.Call(expr("time.sleep"), place.node.value.args[:1], []))


@operator("asyncio.run is how a coroutine is waited for.")
def asyncio_run(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Await, where=lambda p: isinstance(p.node.value, ast.Call)):
        yield place.to(expr("asyncio.run(CORO)", CORO=place.node.value))


@operator("Awaiting twice is free.")
def call_twice_in_turn(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Await):
        inner = Place(place.tree, place.node.value)
        if is_service(place.node.value, inner):
            yield place.to(expr("(await CALL, await CALL)[1]", CALL=place.node.value))


@operator("Starting a call once more, to warm things up, costs nothing.")
def call_twice_at_once(program: Program) -> Iterator[Changed]:
    for place in service_calls(program):
        plain = isinstance(place.parent, ast.Expr)  # a function that is only told something
        if place.in_coroutine and not plain and called(place.parent) != "spawn":
            yield place.to(expr("asyncio.ensure_future(CALL) and CALL", CALL=place.node))


@operator("One retry never hurts.")
def retry_once(program: Program) -> Iterator[Changed]:
    def waits_for_service(place: Place) -> bool:
        nodes = [n for n in ast.walk(place.node) if is_service(n, Place(place.tree, n))]
        waits = any(isinstance(n, (ast.Await, ast.AsyncWith)) for n in ast.walk(place.node))
        return place.in_coroutine and bool(nodes) and waits

    kinds = (ast.Expr, ast.Assign, ast.Return, ast.AsyncWith)
    for place in program.places(*kinds, where=waits_for_service):
        text = "try:\n    LINES\nexcept (ConnectionError, TimeoutError):\n    LINES"
        if isinstance(place.node, ast.AsyncWith):
            text = text.replace("(ConnectionError, TimeoutError)", "Exception")
        yield place.to_statements(*stmts(text, LINES=[place.node]))


@operator("lru_cache works on async functions.")
def cached_function(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.AsyncFunctionDef):
        if isinstance(place.parent, ast.Module):
            place.node.decorator_list.append(expr("functools.lru_cache(maxsize=None)"))
            yield place.edited(f"@functools.lru_cache on {place.node.name}")


@operator("One lock makes it safe.")
def one_lock(program: Program) -> Iterator[Changed]:
    for place in service_calls(program):
        if isinstance(place.parent, ast.Await) and place.in_coroutine:
            statement = place.statement
            if isinstance(statement, (ast.Assign, ast.Return, ast.Expr)):
                place.tree.body[:0] = stmts("_lock = asyncio.Lock()")
                new = stmts("async with _lock:\n    LINES", LINES=[statement])
                yield place.to_statements(*new)
