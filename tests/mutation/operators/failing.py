"""What happens when a call fails, and who should hear of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.mutation.edit import FUNCTIONS, Changed, Place, Program, called, expr, stmts, swap
from tests.mutation.operators.registry import Family

family = Family()
operator = family.operator

GROUPS = {"BaseExceptionGroup", "ExceptionGroup"}


def kinds_of(handler: ast.ExceptHandler) -> list[ast.expr]:
    """The exception types that a clause names."""
    if handler.type is None:
        return []
    return handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]


def last_name(node: ast.AST | None) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def is_plain(place: Place) -> bool:
    """Not an `except*` clause, whose types are groups already."""
    return not isinstance(place.parent, ast.TryStar)


def retyped(place: Place, name: str | None) -> Changed:
    """The clause with another type (None: a bare except)."""
    old = ast.unparse(place.node.type) if place.node.type else "(bare)"
    place.node.type = expr(name) if name else None
    if name is None:
        if place.node.name is not None:
            place.node.body = stmts(
                "NAME = sys.exc_info()[1]\nBODY",
                NAME=ast.Name(place.node.name, ast.Store()),
                BODY=place.node.body,
            )
        place.node.name = None
    return place.edited(f"except {old} -> except {name or '(bare)'}")


@operator("gather raises what went wrong, whatever its flags.")
def set_return_exceptions(program: Program) -> Iterator[Changed]:
    for place in program.calls("gather"):
        if not any(k.arg == "return_exceptions" for k in place.node.keywords):
            place.node.keywords.append(ast.keyword("return_exceptions", ast.Constant(True)))
            yield place.edited("gather(..., return_exceptions=True)")


@operator("return_exceptions is only there for the log.")
def drop_return_exceptions(program: Program) -> Iterator[Changed]:
    for place in program.calls("gather"):
        kept = [k for k in place.node.keywords if k.arg != "return_exceptions"]
        if len(kept) < len(place.node.keywords):
            place.node.keywords = kept
            yield place.edited("gather without return_exceptions")


@operator("A wider handler is a safer handler.")
def widen_except(program: Program) -> Iterator[Changed]:
    for name in ("Exception", "BaseException", None):
        for place in program.places(ast.ExceptHandler, where=is_plain):
            now = {last_name(k) for k in kinds_of(place.node)}
            if name == "Exception" and now & {"Exception", "BaseException", *GROUPS}:
                continue
            if not now or now & {"BaseException"}:
                continue
            yield retyped(place, name)


@operator("Only the errors that I have seen can happen.")
def narrow_except(program: Program) -> Iterator[Changed]:
    narrower = {
        "": ("Exception",),
        "BaseException": ("Exception", "asyncio.CancelledError"),
        "Exception": ("ConnectionError", "RuntimeError"),
        "OSError": ("ConnectionError", "TimeoutError"),
        "BaseExceptionGroup": ("ExceptionGroup", "Exception"),
        "ExceptionGroup": ("ConnectionError",),
        "CancelledError": ("Exception",),
    }
    for old, news in narrower.items():
        for new in news:

            def named(place: Place, old: str = old) -> bool:
                types = [last_name(k) for k in kinds_of(place.node)] or [""]
                return is_plain(place) and types == [old]

            for place in program.places(ast.ExceptHandler, where=named):
                yield retyped(place, new)


@operator("One of these exceptions is enough to catch.")
def drop_one_type(program: Program) -> Iterator[Changed]:
    for index in range(4):

        def has(place: Place, index: int = index) -> bool:
            return isinstance(place.node.type, ast.Tuple) and len(place.node.type.elts) > index

        for place in program.places(ast.ExceptHandler, where=has):
            gone = place.node.type.elts.pop(index)
            yield place.edited(f"no longer catches {ast.unparse(gone)}")


@operator("except Exception: pass keeps things running.")
def except_pass(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.ExceptHandler):
        if not all(isinstance(line, ast.Pass) for line in place.node.body):
            place.node.body = [ast.Pass()]
            yield place.edited("except ...: pass")


@operator("The page must never show an error.")
def swallow_everything(program: Program) -> Iterator[Changed]:
    for kind in ("Exception", "BaseException"):
        for place in program.places(*FUNCTIONS, where=lambda p: not makes_functions(p.node)):
            text = f"try:\n    BODY\nexcept {kind}:\n    return None"
            place.node.body = stmts(text, BODY=place.node.body)
            yield place.edited(f"{place.node.name} returns None for any {kind}")


@operator("CancelledError is an error that a page must not show.")
def swallow_cancellation(program: Program) -> Iterator[Changed]:
    def at_the_top(place: Place) -> bool:
        return isinstance(place.parent, (ast.Module, ast.ClassDef))

    for place in program.places(ast.AsyncFunctionDef, where=at_the_top):
        text = "try:\n    BODY\nexcept asyncio.CancelledError:\n    return None"
        place.node.body = stmts(text, BODY=place.node.body)
        yield place.edited(f"{place.node.name} returns None when it is cancelled")


def makes_functions(function: ast.AST) -> bool:
    """Whether a plain function does no more than define others, as a decorator does."""
    return isinstance(function, ast.FunctionDef) and all(
        isinstance(line, (*FUNCTIONS, ast.Return)) for line in function.body
    )


@operator("A failed call can be shown as an empty value.")
def default_for_failure(program: Program) -> Iterator[Changed]:
    from tests.mutation.operators.awaiting import service_calls

    for place in service_calls(program):
        plain = isinstance(place.parent, ast.Expr)  # a function that is only told something
        if not place.in_coroutine or plain or called(place.parent) == "spawn":
            continue
        place.tree.body[:0] = stmts(
            "async def _quietly(call):\n"
            "    try:\n        return await call\n    except Exception:\n        return None"
        )
        yield place.to(expr("_quietly(CALL)", CALL=place.node))


@operator("What went wrong may go back as a value.")
def return_the_exception(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Raise, where=lambda p: p.node.exc is not None):
        yield place.to_statements(ast.Return(place.node.exc))


@operator("Once it is handled, nobody else needs to know.")
def drop_raise(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Raise):
        yield place.to_statements()


@operator("The caller can deal with the whole group.")
def raise_the_group(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Raise, where=lambda p: p.node.exc is not None):
        handler = place.handler
        if handler is not None and handler.name:
            yield place.to_statements(ast.Raise())


@operator("except* picks one handler, as except does.")
def star_for_plain(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Try):
        old = place.node
        if any(last_name(k) in GROUPS for h in old.handlers for k in kinds_of(h)):
            new = ast.TryStar(old.body, old.handlers, old.orelse, old.finalbody)
            kind = "Exception"
            for handler in new.handlers:
                handler.type = expr(kind)
            yield place.to_statements(new)
            continue


@operator("except and except* are the same for a group.")
def plain_for_star(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.TryStar):
        old = place.node
        yield place.to_statements(ast.Try(old.body, old.handlers, old.orelse, old.finalbody))


@operator("Errors do not happen here.")
def drop_handlers(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Try, ast.TryStar, where=lambda p: bool(p.node.handlers)):
        old = place.node
        if old.finalbody:
            place.node.handlers = []
            place.node.body = [*old.body, *old.orelse]
            place.node.orelse = []
            yield place.edited("the handlers are gone")
        else:
            yield place.to_statements(*old.body, *old.orelse)


@operator("finally is for style.")
def drop_finally(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Try, ast.TryStar, where=lambda p: bool(p.node.finalbody)):
        last, place.node.finalbody = place.node.finalbody, []
        if place.node.handlers:
            yield place.edited(f"no finally with `{ast.unparse(last[0])}`")
        else:
            yield place.to_statements(*place.node.body)


@operator("What stands after the block runs anyway.")
def finally_to_after(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Try, where=lambda p: bool(p.node.finalbody)):
        last, place.node.finalbody = place.node.finalbody, []
        if place.node.handlers:
            yield place.after(*last)
        else:
            yield place.to_statements(*place.node.body, *last)


@operator("except Exception catches cancellation too.")
def finally_to_except(program: Program) -> Iterator[Changed]:
    for place in program.places(
        ast.Try, where=lambda p: bool(p.node.finalbody) and not p.node.handlers
    ):
        text = "try:\n    BODY\nexcept Exception:\n    LAST\n    raise"
        new = stmts(text, BODY=place.node.body, LAST=place.node.finalbody)
        yield place.to_statements(*new)


@operator("Clean-up is needed after a failure only when the block went well.")
def finally_to_else(program: Program) -> Iterator[Changed]:
    for place in program.places(
        ast.Try, where=lambda p: bool(p.node.finalbody) and bool(p.node.handlers)
    ):
        place.node.orelse = [*place.node.orelse, *place.node.finalbody]
        place.node.finalbody = []
        yield place.edited("finally -> else")


@operator("Everything that failed is an Exception.")
def exception_for_base(program: Program) -> Iterator[Changed]:
    other = {"BaseException": "Exception", "Exception": "BaseException"}
    for place in program.calls("isinstance"):
        for node in ast.walk(place.node):
            if isinstance(node, ast.Name) and node.id in other:
                old, node.id = node.id, other[node.id]
                yield place.edited(f"isinstance with {old} -> {node.id}")
                break


@operator("The message is the error.")
def message_for_error(program: Program) -> Iterator[Changed]:
    def is_error(place: Place) -> bool:
        handler = place.handler
        return (
            isinstance(place.node.ctx, ast.Load)
            and handler is not None
            and handler.name == place.node.id
        )

    for place in program.places(ast.Name, where=is_error):
        wrap = "RuntimeError(str(ERROR))" if isinstance(place.parent, ast.Raise) else "str(ERROR)"
        yield place.to(expr(wrap, ERROR=place.node))


@operator("Any exception will do for the caller.")
def other_exception(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.Raise, where=lambda p: p.node.exc is not None):
        place.node.exc = expr("RuntimeError(str(ERROR))", ERROR=place.node.exc)
        place.node.cause = None
        yield place.edited("raise RuntimeError(str(...))")


@operator("One error is enough to report.")
def first_of_group(program: Program) -> Iterator[Changed]:
    for place in program.calls("ExceptionGroup", "BaseExceptionGroup"):
        if len(place.node.args) == 2:
            yield place.to(expr("ERRORS[0]", ERRORS=place.node.args[1]))


@operator("When the page fails, its calls stop by themselves.")
def group_to_gather(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.AsyncWith):
        item = place.node.items[0]
        if len(place.node.items) != 1 or called(item.context_expr) != "TaskGroup":
            continue
        if not isinstance(item.optional_vars, ast.Name):
            continue
        group = item.optional_vars.id
        for node in list(ast.walk(place.node)):
            for child in list(ast.iter_child_nodes(node)):
                if (
                    isinstance(child, ast.Attribute)
                    and isinstance(child.value, ast.Name)
                    and (child.value.id, child.attr) == (group, "create_task")
                ):
                    swap(node, child, ast.Name("_start", ast.Load()))
        text = (
            "_started = []\n"
            "def _start(coro, **options):\n"
            "    _started.append(asyncio.create_task(coro, **options))\n"
            "    return _started[-1]\n"
            "BODY\n"
            "await asyncio.gather(*_started)"
        )
        yield place.to_statements(*stmts(text, BODY=place.node.body))


@operator("A task group without its block is a handy create_task.")
def group_left_open(program: Program) -> Iterator[Changed]:
    for place in program.places(ast.AsyncWith):
        item = place.node.items[0]
        if len(place.node.items) == 1 and called(item.context_expr) == "TaskGroup":
            names = item.optional_vars
            if isinstance(names, ast.Name):
                new = stmts("NAME = asyncio\nBODY", NAME=names, BODY=place.node.body)
                yield place.to_statements(*new)
