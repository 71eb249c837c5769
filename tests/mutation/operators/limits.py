"""Limits: semaphores, ranges, comparisons, and the clock they are measured with."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from tests.mutation.edit import FUNCTIONS, Changed, Place, Program, called, expr, names_in, stmts
from tests.mutation.operators.awaiting import awaits, comprehension
from tests.mutation.operators.registry import Family

family = Family()
operator = family.operator

SEMAPHORES = ("Semaphore", "BoundedSemaphore")
CLOCKS = {"monotonic", "perf_counter"}


def made_as(tree: ast.AST, name: str) -> ast.expr | None:
    """What a name is assigned, if it is assigned once."""
    values = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == name for t in node.targets)
    ]
    return values[0] if len(values) == 1 else None


def slots(program: Program) -> Iterator[Place]:
    """The `async with` blocks that hold a slot of a semaphore."""

    def holds(place: Place) -> bool:
        context = place.node.items[0].context_expr
        return (
            len(place.node.items) == 1
            and isinstance(context, ast.Name)
            and called(made_as(place.tree, context.id)) in SEMAPHORES
        )

    return program.places(ast.AsyncWith, where=holds)


def plus(node: ast.expr, step: int) -> ast.expr:
    """`node` one more or one less, folded where it is a number."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return ast.Constant(node.value + step)
    operation = ast.Add() if step > 0 else ast.Sub()
    return ast.BinOp(copy.deepcopy(node), operation, ast.Constant(abs(step)))


@operator("One more or one less makes no difference to a limit.")
def semaphore_off_by_one(program: Program) -> Iterator[Changed]:
    for step in (1, -1):
        for place in program.calls(*SEMAPHORES):
            if place.node.args:
                place.node.args[0] = plus(place.node.args[0], step)
                yield place.edited(f"`{ast.unparse(place.node)}`")


@operator("A limit means one at a time.")
def one_at_a_time(program: Program) -> Iterator[Changed]:
    for place in program.calls(*SEMAPHORES):
        if place.node.args:
            place.node.args[0] = ast.Constant(1)
            yield place.edited(f"`{ast.unparse(place.node)}`")


@operator("A limit that fits today's list is a limit.")
def constant_limit(program: Program) -> Iterator[Changed]:
    for place in program.places(
        ast.Name, where=lambda p: p.node.id == "limit" and isinstance(p.node.ctx, ast.Load)
    ):
        yield place.to(ast.Constant(4))


@operator("More at once is always faster.")
def drop_semaphore(program: Program) -> Iterator[Changed]:
    for place in slots(program):
        yield place.to_statements(*place.node.body)


@operator("Any semaphore will do.")
def semaphore_per_call(program: Program) -> Iterator[Changed]:
    for place in slots(program):
        item = place.node.items[0]
        item.context_expr = copy.deepcopy(made_as(place.tree, item.context_expr.id))
        yield place.edited(f"async with {ast.unparse(item.context_expr)}")


@operator("The semaphore is released when the function ends.")
def never_released(program: Program) -> Iterator[Changed]:
    for place in slots(program):
        name = place.node.items[0].context_expr
        new = stmts("await NAME.acquire()\nBODY", NAME=name, BODY=place.node.body)
        yield place.to_statements(*new)


@operator("A failure gives the slot back by itself.")
def not_released_on_failure(program: Program) -> Iterator[Changed]:
    """acquire and release around the call, without finally."""
    for place in slots(program):
        name = place.node.items[0].context_expr
        body = place.node.body
        if not isinstance(body[-1], ast.Return) or body[-1].value is None:
            after = [*body, *stmts("NAME.release()", NAME=name)]
        else:
            last = stmts("_r = VALUE\nNAME.release()\nreturn _r", VALUE=body[-1].value, NAME=name)
            after = [*body[:-1], *last]
        yield place.to_statements(*stmts("await NAME.acquire()", NAME=name), *after)


@operator("A task runs inside the block that created it.")
def slot_held_by_the_caller(program: Program) -> Iterator[Changed]:
    for place in slots(program):
        inner = place.function
        outer = Place(place.tree, inner).function if inner is not None else None
        if not isinstance(outer, ast.AsyncFunctionDef):
            continue
        name = place.node.items[0].context_expr
        users = [
            line
            for line in outer.body
            if not isinstance(line, FUNCTIONS) and inner.name in names_in(line)
        ]
        if len(users) != 1:
            continue
        user = users[0]
        changed = place.to_statements(*place.node.body)
        at = outer.body.index(user)
        outer.body[at : at + 1] = stmts("async with NAME:\n    LINE", NAME=name, LINE=[user])
        yield Changed(f"{changed.what}, and the slot is held around the caller", place.tree)


@operator("The wait for a slot may be inside the call, or after it.")
def slot_after_the_call(program: Program) -> Iterator[Changed]:
    for place in slots(program):
        body = place.node.body
        if isinstance(body[-1], ast.Return) and body[-1].value is not None:
            text = "_r = VALUE\nasync with NAME:\n    return _r"
            name = place.node.items[0].context_expr
            new = stmts(text, VALUE=body[-1].value, NAME=name)
            yield place.to_statements(*body[:-1], *new)


@operator("Chunks of `limit` are the same as `limit` at a time.")
def chunks(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Await, where=awaits("gather")):
        inner = comprehension(place.node.value)
        if inner is None or len(inner.generators) != 1 or inner.generators[0].ifs:
            continue
        if "limit" not in names_in(ast.Module([place.function], [])) and not any(
            a.arg == "limit" for a in place.function.args.args
        ):
            continue
        source = inner.generators[0].iter
        inner.generators[0].iter = expr("_all[_i:_i + limit]")
        text = (
            "[each for _all in [list(ALL)] for _i in range(0, len(_all), limit) "
            "for each in await asyncio.gather(PARTS)]"
        )
        parts = ast.Starred(inner, ast.Load())
        yield place.to(expr(text, ALL=source, PARTS=parts))


@operator("A range ends where I think it ends.")
def range_off_by_one(program: Program) -> Iterator[Changed]:
    for step in (1, -1):
        for index in (0, 1):

            def has(place: Place, index: int = index) -> bool:
                return called(place.node) == "range" and len(place.node.args) > index

            for place in program.places(ast.Call, where=has):
                place.node.args[index] = plus(place.node.args[index], step)
                yield place.edited(f"`{ast.unparse(place.node)}`")


@operator("A slice ends where I think it ends.")
def slice_off_by_one(program: Program) -> Iterator[Changed]:
    for step in (1, -1):
        for place in program.places(ast.Slice, where=lambda p: p.node.upper is not None):
            place.node.upper = plus(place.node.upper, step)
            yield place.edited(f"slice up to `{ast.unparse(place.node.upper)}`")


@operator("At least n means more than n.")
def comparison_off_by_one(program: Program) -> Iterator[Changed]:
    other = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}

    def ordered(place: Place) -> bool:
        return any(type(op) in other for op in place.node.ops)

    for place in program.places(ast.Compare, where=ordered):
        place.node.ops = [other.get(type(op), type(op))() for op in place.node.ops]
        yield place.edited(f"`{ast.unparse(place.node)}`")


@operator("Counting begins at one (or at nought).")
def number_off_by_one(program: Program) -> Iterator[Changed]:
    def is_number(place: Place) -> bool:
        return type(place.node.value) is int

    for step in (1, -1):
        for place in program.places(ast.Constant, where=is_number):
            yield place.to(ast.Constant(place.node.value + step))


@operator("Any clock measures a duration.")
def wall_clock(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Attribute, where=lambda p: p.node.attr in CLOCKS):
        yield place.to(expr("time.time"))
    for place in program.calls("time"):
        if isinstance(place.node.func, ast.Attribute) and not place.node.args:
            yield place.to(expr("time.time()"))


@operator("A number of seconds is a number of milliseconds.")
def milliseconds(program: Program) -> Iterator[Changed]:
    for place in program.places(
        ast.BinOp,
        where=lambda p: (
            isinstance(p.node.op, (ast.Mult, ast.Div))
            and isinstance(p.node.right, ast.Constant)
            and p.node.right.value in (1000, 1e3, 1000000)
        ),
    ):
        yield place.to(place.node.left)
    for place in program.calls("timeout", "sleep", "wait_for", "call_later"):
        index = 1 if called(place.node) == "wait_for" else 0
        if len(place.node.args) > index:
            limit = place.node.args[index]
            place.node.args[index] = expr("LIMIT * 1000", LIMIT=limit)
            yield place.edited(f"`{ast.unparse(place.node)[:60]}`")
    for place in program.calls("wait"):
        for keyword in place.node.keywords:
            if keyword.arg == "timeout":
                keyword.value = expr("LIMIT * 1000", LIMIT=keyword.value)
                yield place.edited("wait(..., timeout in milliseconds)")


@operator("Whole numbers are precise enough.")
def drop_digits(program: Program) -> Iterator[Changed]:
    for place in program.calls("round"):
        if len(place.node.args) == 2:
            place.node.args.pop()
            yield place.edited("round to a whole number")
