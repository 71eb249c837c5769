"""What comes back: its order, its keys, its identity, and what counts as a value."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.mutation.edit import (
    COMPREHENSIONS,
    FUNCTIONS,
    Changed,
    Place,
    Program,
    called,
    expr,
    stmts,
)
from tests.mutation.operators.awaiting import awaits, is_service
from tests.mutation.operators.registry import Family

family = Family()
operator = family.operator

COPIES = {"tuple", "list", "dict", "set", "frozenset"}


def swaps(program: Program, kind: type[ast.AST], field: str) -> Iterator[tuple[Place, int]]:
    """Every two neighbours in a list of children."""
    for index in range(8):
        for place in program.places(
            kind, where=lambda p, index=index: len(getattr(p.node, field)) > index + 1
        ):
            yield place, index


def exchange(items: list, index: int) -> None:
    items[index], items[index + 1] = items[index + 1], items[index]


@operator("The order in which gather gets its calls is free.")
def swap_arguments(program: Program) -> Iterator[Changed]:
    for place, index in swaps(program, ast.Call, "args"):
        alone = isinstance(place.parent, ast.Await) and isinstance(
            place.parents.get(place.parent), ast.Expr
        )
        if alone and called(place.node) == "gather":
            continue  # nobody looks at the results
        exchange(place.node.args, index)
        yield place.edited(f"arguments {index + 1} and {index + 2} of {called(place.node)} swapped")


@operator("Results can be unpacked in any order.")
def swap_elements(program: Program) -> Iterator[Changed]:
    for kind in (ast.Tuple, ast.List):
        for place, index in swaps(program, kind, "elts"):
            if isinstance(place.parent, ast.ExceptHandler):
                continue
            exchange(place.node.elts, index)
            yield place.edited(f"`{ast.unparse(place.node)[:60]}`")


@operator("Any key will find its value.")
def swap_dict_values(program: Program) -> Iterator[Changed]:
    for place, index in swaps(program, ast.Dict, "values"):
        exchange(place.node.values, index)
        yield place.edited(f"`{ast.unparse(place.node)[:60]}`")
    for place, index in swaps(program, ast.Call, "keywords"):
        first, second = place.node.keywords[index : index + 2]
        first.value, second.value = second.value, first.value
        yield place.edited(f"`{ast.unparse(place.node)[:60]}`")


@operator("Nobody misses one key.")
def drop_dict_key(program: Program) -> Iterator[Changed]:
    for index in range(8):
        for place in program.places(
            ast.Dict, where=lambda p, index=index: len(p.node.keys) > index
        ):
            gone = place.node.keys.pop(index)
            place.node.values.pop(index)
            yield place.edited(f"without the key {ast.unparse(gone) if gone else '**'}")


@operator("A key may be called as one likes.")
def rename_text(program: Program) -> Iterator[Changed]:
    def is_word(place: Place) -> bool:
        value = place.node.value
        inside = isinstance(place.parent, (ast.Expr, ast.FormattedValue, ast.JoinedStr))
        return isinstance(value, str) and bool(value) and not inside

    for place in program.places(ast.Constant, where=is_word):
        yield place.to(ast.Constant(f"{place.node.value}s"))


@operator("The order does not matter.")
def drop_sorted(program: Program) -> Iterator[Changed]:
    for place in program.calls("sorted", "reversed"):
        yield place.to(expr("list(ALL)", ALL=place.node.args[0]))


@operator("It will not change while I use it.")
def drop_copy(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Call):
        call = place.node
        simple = (ast.Name, ast.Attribute)
        if isinstance(call.func, ast.Name) and call.func.id in COPIES and len(call.args) == 1:
            if isinstance(call.args[0], simple):
                yield place.to(call.args[0])
        elif called(call) == "copy" and isinstance(call.func, ast.Attribute) and not call.args:
            yield place.to(call.func.value)


# Parameters that are mappings: their keys are unique anyway.
MAPPINGS = {"providers", "nodes"}


def over_parameter(place: Place, source: ast.expr) -> bool:
    """Whether `source` is what a caller passed: a parameter, or enumerate() of one."""
    if called(source) in {"enumerate", "iter", "list", "tuple"} and source.args:
        return over_parameter(place, source.args[0])
    given: set[str] = set()
    for function in (n for n in place.around() if isinstance(n, FUNCTIONS)):
        given |= {a.arg for a in function.args.args}
    return isinstance(source, ast.Name) and source.id in given - MAPPINGS


@operator("Keys are unique.")
def unique_only(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.comprehension, ast.For):
        source = place.node.iter
        if over_parameter(place, source):
            if not isinstance(source, ast.Name):
                source.args[0] = expr("dict.fromkeys(ALL)", ALL=source.args[0])
            else:
                place.node.iter = expr("dict.fromkeys(ALL)", ALL=source)
            yield place.edited(f"for ... in {ast.unparse(place.node.iter)}")


@operator("Results may be kept by key.")
def keyed_by_element(program: Program) -> Iterator[Changed]:
    for place in program.places(*COMPREHENSIONS):
        generators = place.node.generators
        if (
            len(generators) == 1
            and isinstance(generators[0].target, ast.Name)
            and over_parameter(place, generators[0].iter)
        ):
            name = generators[0].target.id
            kept = ast.DictComp(ast.Name(name, ast.Load()), place.node.elt, generators)
            yield place.to(expr("list(KEPT.values())", KEPT=kept))


@operator("Results come back in the order asked, whoever appends them.")
def completion_order(program: Program) -> Iterator[Changed]:
    """Results are appended as they come, where gather would have kept the order."""
    for place in program.places(ast.Await, where=awaits("gather")):
        call = place.node.value
        if len(call.args) != 1 or not isinstance(call.args[0], ast.Starred) or call.keywords:
            continue
        if not place.in_coroutine:
            continue
        place.tree.body[:0] = stmts(
            "async def _append(found, call):\n    found.append(await call)\n"
            "async def _collect(calls):\n    found = []\n"
            "    await asyncio.gather(*[_append(found, call) for call in calls])\n"
            "    return found"
        )
        yield place.to(expr("await _collect(ALL)", ALL=call.args[0].value))


@operator("An empty answer is no answer.")
def falsy_is_missing(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Return):
        value = place.node.value
        listed = isinstance(value, (ast.ListComp, ast.List)) or (
            isinstance(value, ast.Await) and called(value.value) == "gather"
        )
        if listed or called(value) == "list":
            new = expr("[each for each in ALL if each]", ALL=value)
            yield place.to_statements(ast.Return(new))


@operator("None is not an answer.")
def none_is_missing(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Await):
        if is_service(place.node.value, Place(place.tree, place.node.value)):
            yield place.to(expr("CALL or []", CALL=place.node))


@operator("None is the only value that counts as false.")
def truthiness(program: Program) -> Iterator[Changed]:
    def with_none(place: Place) -> bool:
        node = place.node
        return (
            len(node.ops) == 1
            and isinstance(node.ops[0], (ast.Is, ast.IsNot))
            and isinstance(node.comparators[0], ast.Constant)
            and node.comparators[0].value is None
        )

    for place in program.places(ast.Compare, where=with_none):
        if isinstance(place.node.ops[0], ast.IsNot):
            yield place.to(place.node.left)
        else:
            yield place.to(ast.UnaryOp(ast.Not(), place.node.left))


@operator('None means "not there".')
def membership_to_get(program: Program) -> Iterator[Changed]:
    def is_in(place: Place) -> bool:
        return len(place.node.ops) == 1 and isinstance(place.node.ops[0], (ast.In, ast.NotIn))

    for place in program.places(ast.Compare, where=is_in):
        node = place.node
        found = expr("BOX.get(KEY)", BOX=node.comparators[0], KEY=node.left)
        yield place.to(
            ast.UnaryOp(ast.Not(), found) if isinstance(node.ops[0], ast.NotIn) else found
        )


@operator("A list, a tuple and an iterator are the same to the caller.")
def other_container(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Return):
        value = place.node.value
        if isinstance(value, ast.ListComp):
            new: ast.expr = expr("tuple(ALL)", ALL=value)
        elif isinstance(value, (ast.DictComp, ast.Dict)):
            new = expr("list(ALL.items())", ALL=value)
        elif called(value) in {"list", "dict"} and value.args:
            new = value.args[0]
        else:
            continue
        yield place.to_statements(ast.Return(new))


@operator("It works for my example.")
def hard_coded(program: Program) -> Iterator[Changed]:
    sample = {"customer_id": 7, "sku": "TENT-2P", "slug": "kestrel-2p", "cart": ["TENT-2P"]}

    def is_sample(place: Place) -> bool:
        return (
            place.node.id in sample
            and isinstance(place.node.ctx, ast.Load)
            and isinstance(place.parent, ast.Call)
            and is_service(place.parent, place)
        )

    for place in program.places(ast.Name, where=is_sample):
        yield place.to(expr(repr(sample[place.node.id])))
