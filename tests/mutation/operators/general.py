"""Slips that are not about concurrency: a line lost, a condition turned, a keyword left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.mutation.edit import FUNCTIONS, SIMPLE, Changed, Place, Program, short
from tests.mutation.operators.registry import Family

family = Family()
operator = family.operator

# Keywords that no contract speaks of.
FREE = {"strict", "msg", "frozen"}


@operator("The case cannot happen.")
def drop_if(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.If):
        yield place.to_statements(*place.node.orelse)


@operator("The condition is always true.")
def always(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.If):
        yield place.to_statements(*place.node.body)


@operator("The condition reads the other way round.")
def negate(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.If, ast.IfExp, ast.While):
        place.node.test = ast.UnaryOp(ast.Not(), place.node.test)
        yield place.edited(f"`not ({short(place.node.test.operand)})`")


@operator("Every element passes the filter.")
def drop_filter(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.comprehension, where=lambda p: bool(p.node.ifs)):
        gone = place.node.ifs.pop()
        yield place.edited(f"without `if {short(gone)}`")


@operator("One half of the condition is enough.")
def half_condition(program: Program) -> Iterator[Changed]:
    for index in (0, 1):
        for place in program.places(ast.BoolOp):
            yield place.to(place.node.values[index])


@operator("and is or.")
def and_to_or(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.BoolOp):
        place.node.op = ast.Or() if isinstance(place.node.op, ast.And) else ast.And()
        yield place.edited(f"`{short(place.node)}`")


@operator("A keyword is a detail.")
def drop_keyword(program: Program) -> Iterator[Changed]:
    for index in range(4):
        for place in program.places(
            ast.Call, where=lambda p, index=index: len(p.node.keywords) > index
        ):
            if place.node.keywords[index].arg not in FREE:
                gone = place.node.keywords.pop(index)
                yield place.edited(f"without {gone.arg}=")


@operator("The value of the last line is what a function returns.")
def drop_return(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Return, where=lambda p: p.node.value is not None):
        yield place.to_statements(ast.Expr(place.node.value))


@operator("This line does nothing.")
def delete_line(program: Program) -> Iterator[Changed]:
    def is_line(place: Place) -> bool:
        if isinstance(place.node, ast.Expr) and isinstance(place.node.value, ast.Constant):
            return False
        return place.function is not None

    for place in program.places(*SIMPLE, ast.Continue, ast.Break, ast.Return, where=is_line):
        yield place.to_statements()


@operator("The order of lines does not matter.")
def swap_lines(program: Program) -> Iterator[Changed]:
    def has_next(place: Place) -> bool:
        if isinstance(place.node, (*FUNCTIONS, ast.ClassDef, ast.Import, ast.ImportFrom)):
            return False
        if place.function is None:
            return False
        block = place.block(place.node)
        at = next(i for i, line in enumerate(block) if line is place.node)
        if at + 1 == len(block) or isinstance(block[at + 1], (*FUNCTIONS, ast.ClassDef)):
            return False
        return not _independent(block[at], block[at + 1])

    for place in program.places(ast.stmt, where=has_next):
        block = place.block(place.node)
        at = next(i for i, line in enumerate(block) if line is place.node)
        what = f"`{short(block[at])}` and the next line swapped"
        block[at], block[at + 1] = block[at + 1], block[at]
        yield place.edited(what)


def _independent(one: ast.stmt, other: ast.stmt) -> bool:
    """Whether two lines neither wait nor leave, and share no variable that one of them sets."""
    if any(isinstance(node, _FLOW) for line in (one, other) for node in ast.walk(line)):
        return False
    starts = [isinstance(n, ast.Assign) and isinstance(n.value, ast.Call) for n in (one, other)]
    lines = (one, other)
    set_by = {n: {v.id for v in _names(n) if isinstance(v.ctx, ast.Store)} for n in lines}
    used_by = {n: {v.id for v in _names(n)} for n in lines}
    if set_by[one] & used_by[other] or set_by[other] & used_by[one]:
        return False
    return all(starts) or not used_by[one] & used_by[other]


_FLOW = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Return, ast.Raise, ast.Break, ast.Continue)


def _names(line: ast.stmt) -> list[ast.Name]:
    return [node for node in ast.walk(line) if isinstance(node, ast.Name)]


@operator("A loop is over after its first turn.")
def first_turn_only(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.For, ast.AsyncFor, ast.While):
        if not isinstance(place.node.body[-1], (ast.Break, ast.Return, ast.Raise)):
            place.node.body.append(ast.Break())
            yield place.edited("the loop ends after one turn")


@operator("A loop needs no end.")
def endless(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.While):
        if not isinstance(place.node.test, ast.Constant):
            place.node.test = ast.Constant(True)
            yield place.edited("while True")
