"""Cancellation, clean-up, shields and time limits."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.mutation.edit import FUNCTIONS, Changed, Place, Program, called, expr, stmts
from tests.mutation.operators.awaiting import awaits, is_service
from tests.mutation.operators.registry import Family

family = Family()
operator = family.operator


def is_statement(place: Place) -> bool:
    """Whether an expression stands alone on its line."""
    return isinstance(place.parent, ast.Expr)


@operator("What failed stops the rest without being asked.")
def drop_cancel(program: Program) -> Iterator[Changed]:
    for place in program.calls("cancel"):
        yield place.to(ast.Constant(None))


@operator("cancel() stops a task at once.")
def drop_wait_for_cleanup(program: Program) -> Iterator[Changed]:
    def waits(place: Place) -> bool:
        name = called(place.node.value)
        plain = isinstance(place.node.value, ast.Name)
        return is_statement(place) and (plain or name in {"gather", "wait", "sleep", "join"})

    for place in program.places(ast.Await, where=waits):
        yield place.to_statements()


@operator("Giving the loop one turn is enough for a clean-up.")
def one_turn_for_cleanup(program: Program) -> Iterator[Changed]:
    def waits(place: Place) -> bool:
        return is_statement(place) and called(place.node.value) in {"gather", "wait"}

    for place in program.places(ast.Await, where=waits):
        yield place.to_statements(*stmts("await asyncio.sleep(0)"))


@operator("Cancelling again does no harm.")
def cancel_again(program: Program) -> Iterator[Changed]:
    for place in program.calls("cancel"):
        statement = place.statement
        if is_statement(place) and place.in_coroutine:
            yield place.to_statements(
                statement, *stmts("await asyncio.sleep(0)\nAGAIN", AGAIN=[statement])
            )


@operator("Cancelling the gather future cancels its children.")
def cancel_the_gather(program: Program) -> Iterator[Changed]:
    for place in program.calls("gather"):
        if not isinstance(place.parent, ast.Await) or place.node.keywords:
            continue
        function = place.function
        loops = [
            n
            for n in ast.walk(function)
            if isinstance(n, ast.For) and any(called(c) == "cancel" for c in ast.walk(n))
        ]
        if loops and not any(place.statement in ast.walk(loop) for loop in loops):
            for loop in loops:
                block = Place(place.tree, loop).block(loop)
                block[block.index(loop)] = stmts("_everything.cancel()")[0]
            yield place.to(expr("(_everything := CALL)", CALL=place.node))


@operator("CancelledError is just another error to handle.")
def swallow_cancelled(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Await):
        statement = place.statement
        if isinstance(statement, ast.Expr) and statement.value is place.node:
            text = "try:\n    LINE\nexcept asyncio.CancelledError:\n    pass"
            yield place.to_statements(*stmts(text, LINE=[statement]))


@operator("My work is too important to be interrupted.")
def shield_everything(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Await):
        inner = Place(place.tree, place.node.value)
        if is_service(place.node.value, inner) or called(place.node.value) == "gather":
            yield place.to(expr("await asyncio.shield(CALL)", CALL=place.node.value))


@operator("shield is only needed for threads.")
def drop_shield(program: Program) -> Iterator[Changed]:
    for place in program.calls("shield"):
        yield place.to(place.node.args[0])


@operator("A time limit around everything is always a good idea.")
def timeout_around_everything(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.AsyncFunctionDef):
        if isinstance(place.parent, (ast.Module, ast.ClassDef)):
            text = "async with asyncio.timeout(5):\n    BODY"
            place.node.body = stmts(text, BODY=place.node.body)
            yield place.edited(f"asyncio.timeout(5) around {place.node.name}")


@operator("Every call deserves a time limit.")
def timeout_around_call(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Await):
        if is_service(place.node.value, Place(place.tree, place.node.value)):
            yield place.to(expr("await asyncio.wait_for(CALL, 5)", CALL=place.node.value))


@operator("The caller sets a time limit, so I need none.")
def drop_timeout(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.AsyncWith):
        if len(place.node.items) == 1 and called(place.node.items[0].context_expr) in {
            "timeout",
            "timeout_at",
        }:
            yield place.to_statements(*place.node.body)
    for place in program.places(ast.Await, where=awaits("wait_for")):
        yield place.to(expr("await CALL", CALL=place.node.value.args[0]))


@operator("A limit that I wrote in the code is as good as the one that was passed.")
def constant_timeout(program: Program) -> Iterator[Changed]:
    for place in program.calls("timeout", "wait_for"):
        index = 1 if called(place.node) == "wait_for" else 0
        if len(place.node.args) > index and not isinstance(place.node.args[index], ast.Constant):
            place.node.args[index] = ast.Constant(1.0)
            yield place.edited("a fixed time limit of 1.0")


@operator("A time limit per task is a time limit for all.")
def wait_for_each(program: Program) -> Iterator[Changed]:
    for place in program.calls("wait"):
        limits = [k.value for k in place.node.keywords if k.arg == "timeout"]
        if not limits or not isinstance(place.parent, ast.Await) or not place.node.args:
            continue
        tasks = place.node.args[0]
        outer = Place(place.tree, place.parent)
        text = (
            "([await asyncio.wait([each], timeout=LIMIT) for each in list(ALL)], "
            "({t for t in ALL if t.done()}, {t for t in ALL if not t.done()}))[1]"
        )
        yield outer.to(expr(text, ALL=tasks, LIMIT=limits[0]))


@operator("asyncio.wait comes back at the first failure by itself.")
def drop_return_when(program: Program) -> Iterator[Changed]:
    for place in program.calls("wait"):
        kept = [k for k in place.node.keywords if k.arg != "return_when"]
        if len(kept) < len(place.node.keywords):
            place.node.keywords = kept
            yield place.edited("wait without return_when")


@operator("The first to finish is the one that matters.")
def first_completed(program: Program) -> Iterator[Changed]:
    for place in program.places(
        ast.Attribute, where=lambda p: p.node.attr in {"FIRST_EXCEPTION", "ALL_COMPLETED"}
    ):
        yield place.to(ast.Attribute(place.node.value, "FIRST_COMPLETED", ast.Load()))
    for place in program.calls("wait"):
        if not any(k.arg == "return_when" for k in place.node.keywords):
            first = expr("asyncio.FIRST_COMPLETED")
            place.node.keywords.append(ast.keyword("return_when", first))
            yield place.edited("wait(..., return_when=asyncio.FIRST_COMPLETED)")


@operator("Collecting all results first is fail-fast.")
def collect_then_look(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Await, where=awaits("gather")):
        call = place.node.value
        if call.keywords or not place.in_coroutine:
            continue
        place.tree.body[:0] = stmts(
            "def _checked(results):\n"
            "    for result in results:\n"
            "        if isinstance(result, BaseException):\n            raise result\n"
            "    return results"
        )
        call.keywords.append(ast.keyword("return_exceptions", ast.Constant(True)))
        yield place.to(expr("_checked(ALL)", ALL=place.node))


@operator("Safe means one after another.")
def group_in_turn(program: Program) -> Iterator[Changed]:
    """Each task of a group is awaited before the next one is made."""
    for place in program.places(ast.AsyncWith):
        item = place.node.items[0]
        if called(item.context_expr) != "TaskGroup":
            continue
        changed = False
        lines: list[ast.stmt] = []
        for line in place.node.body:
            lines.append(line)
            if (
                isinstance(line, ast.Assign)
                and called(line.value) == "create_task"
                and isinstance(line.targets[0], ast.Name)
            ):
                lines += stmts("await TASK", TASK=ast.Name(line.targets[0].id, ast.Load()))
                changed = True
        if changed:
            place.node.body = lines
            yield place.edited("each task of the group awaited where it is made")


@operator("Nobody cancels a page.")
def ignore_own_cancellation(program: Program) -> Iterator[Changed]:
    """The function goes on after a cancellation and gives what it gave without one."""
    for place in program.places(*FUNCTIONS):
        if not isinstance(place.node, ast.AsyncFunctionDef) or not isinstance(
            place.parent, (ast.Module, ast.ClassDef)
        ):
            continue
        inner = ast.AsyncFunctionDef("_work", _no_arguments(), place.node.body, [])
        text = (
            "_task = asyncio.ensure_future(_work())\n"
            "try:\n    return await asyncio.shield(_task)\n"
            "except asyncio.CancelledError:\n    return await _task"
        )
        place.node.body = [inner, *stmts(text)]
        yield place.edited(f"{place.node.name} shields itself and goes on")


def _no_arguments() -> ast.arguments:
    return ast.arguments([], [], None, [], [], None, [])
