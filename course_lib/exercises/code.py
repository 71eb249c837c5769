"""What an answer's source does, read from its syntax tree.

A symptom alone never names a belief; these questions about the code confirm or rule it out.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cached_property

# What hands a coroutine to the event loop, so that it runs beside the caller.
TASK_MAKERS = frozenset({"create_task", "ensure_future", "Task", "run_coroutine_threadsafe"})
SCHEDULERS = TASK_MAKERS | {"gather", "wait", "as_completed", "wait_for", "shield", "TaskGroup"}

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Code:
    """The syntax tree of an answer, with the questions that recognise beliefs."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tree = ast.parse(source)

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The node around each node."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def aliases(self) -> dict[str, str]:
        """What imported names stand for: `from asyncio import gather as g` gives g -> gather."""
        known = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                known |= {alias.asname or alias.name: alias.name for alias in node.names}
        return known

    def nodes(self, *kinds: type[ast.AST], inside: ast.AST | None = None) -> Iterator[ast.AST]:
        """All nodes of these kinds, in the whole answer or inside one node."""
        return (node for node in ast.walk(inside or self.tree) if isinstance(node, kinds))

    def called(self, node: ast.AST) -> str | None:
        """The last name of what a call calls: "gather" for `asyncio.gather(...)`."""
        if not isinstance(node, ast.Call):
            return None
        if isinstance(node.func, ast.Attribute):
            return node.func.attr
        if isinstance(node.func, ast.Name):
            return self.aliases.get(node.func.id, node.func.id)
        return None

    @cached_property
    def functions(self) -> dict[str, ast.AST]:
        """The functions and methods that the answer defines, by name."""
        return {node.name: node for node in self.nodes(*FUNCTIONS)}

    @cached_property
    def given(self) -> dict[str, list[ast.AST]]:
        """What each plain name may stand for.

        It is assigned, taken from something in a loop or a `with`, put in, or passed to a function
        of the answer's own.
        """
        found: dict[str, list[ast.AST]] = {}
        for target, value in self._bindings():
            for name in self.nodes(ast.Name, inside=target):
                if isinstance(name.ctx, ast.Store):
                    found.setdefault(name.id, []).append(value)
        for call in self.nodes(ast.Call):
            for name, value in self._passed(call):
                found.setdefault(name, []).append(value)
        return found

    def _bindings(self) -> Iterator[tuple[ast.AST, ast.AST]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign):
                yield from ((target, node.value) for target in node.targets)
            elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
                yield node.target, node.value
            elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
                yield node.target, node.iter
            elif isinstance(node, ast.withitem) and node.optional_vars is not None:
                yield node.optional_vars, node.context_expr

    def _passed(self, call: ast.Call) -> Iterator[tuple[str, ast.AST]]:
        function = self.functions.get(getattr(call.func, "id", getattr(call.func, "attr", "")))
        if function is not None:
            parameters = [a.arg for a in function.args.args if a.arg not in ("self", "cls")]
            yield from zip(parameters, call.args, strict=False)
            yield from ((k.arg, k.value) for k in call.keywords if k.arg)
        elif self.called(call) in ("append", "add", "extend", "insert", "put_nowait"):
            collection = getattr(getattr(call.func, "value", None), "id", None)
            yield from ((collection, argument) for argument in call.args if collection)

    def flow(self, node: ast.AST, *, functions: bool = False) -> Iterator[ast.AST]:
        """A node and what its names stand for; with `functions`, the bodies it may run as well."""
        waiting: list[ast.AST] = [node]
        seen: set[str] = set()
        while waiting:
            yield (part := waiting.pop())
            for name in self.nodes(ast.Name, ast.Attribute, inside=part):
                key = name.id if isinstance(name, ast.Name) else f".{name.attr}"
                if key in seen:
                    continue
                seen.add(key)
                waiting += self.given.get(key, ())
                if functions and (body := self.functions.get(key.lstrip("."))):
                    waiting += body.body

    def refers(self, node: ast.AST, *names: str) -> bool:
        """Whether one of these names occurs in a node, or in what its names stand for."""
        return any(self.mentions(*names, inside=part) for part in self.flow(node))

    def leads(self, node: ast.AST, *names: str, functions: bool = False) -> bool:
        """Whether a node calls one of these, or something that its names stand for does."""
        flow = self.flow(node, functions=functions)
        return any(self.calls(*names, inside=part) for part in flow)

    def calls(self, *names: str, inside: ast.AST | None = None) -> list[ast.Call]:
        """The calls of anything with one of these last names."""
        return [n for n in self.nodes(ast.Call, inside=inside) if self.called(n) in names]

    def mentions(self, *names: str, inside: ast.AST | None = None) -> bool:
        """Whether a name or an attribute of this name occurs anywhere."""
        return any(
            (n.id if isinstance(n, ast.Name) else n.attr) in names
            for n in self.nodes(ast.Name, ast.Attribute, inside=inside)
        )

    def schedules(self) -> bool:
        """Whether the answer hands anything to the event loop at all."""
        return bool(self.calls(*SCHEDULERS))

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around a node, from the inside out."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def function_of(self, node: ast.AST) -> ast.AST | None:
        """The function that a node stands in."""
        return next((n for n in self.around(node) if isinstance(n, (*FUNCTIONS, ast.Lambda))), None)

    def in_loop(self, node: ast.AST) -> bool:
        """Whether a node is repeated by a loop or comprehension of its own function."""
        for outer in self.around(node):
            if isinstance(outer, (*FUNCTIONS, ast.Lambda)):
                return False
            if isinstance(outer, (*LOOPS, *COMPREHENSIONS)):
                return True
        return False

    def awaited(self, call: ast.Call) -> bool:
        """Whether a call is awaited where it stands."""
        return isinstance(self.parents.get(call), ast.Await)

    def flag(self, call: ast.Call, keyword: str) -> bool:
        """Whether a call passes keyword=True, or a constant that means the same."""
        return any(
            k.arg == keyword and isinstance(k.value, ast.Constant) and bool(k.value.value)
            for k in call.keywords
        )

    def gathers_exceptions(self) -> bool:
        """Whether a gather has return_exceptions=True."""
        return any(self.flag(call, "return_exceptions") for call in self.calls("gather"))

    def task_awaited_at_once(self) -> bool:
        """`await create_task(...)`, or a task that the very next statement awaits."""
        return any(
            self.awaited(call) or self._awaited_by_next(call) for call in self.calls(*TASK_MAKERS)
        )

    def _awaited_by_next(self, call: ast.Call) -> bool:
        statement = self.parents.get(call)
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
            return False
        follower = self.next_statement(statement)
        if follower is None:
            return False
        name = statement.targets[0].id
        return any(
            isinstance(node.value, ast.Name) and node.value.id == name
            for node in self.nodes(ast.Await, inside=follower)
        )

    def next_statement(self, statement: ast.AST) -> ast.AST | None:
        """The statement after this one in the same block."""
        outer = self.parents.get(statement)
        for block in ("body", "orelse", "finalbody"):
            lines = getattr(outer, block, None)
            if isinstance(lines, list) and statement in lines:
                rest = lines[lines.index(statement) + 1 :]
                return rest[0] if rest else None
        return None

    def catches(self, *names: str, star: bool | None = None) -> list[ast.ExceptHandler]:
        """The handlers that name one of these exceptions; "" stands for a bare except."""
        found = []
        for block in self.nodes(ast.Try, ast.TryStar):
            if star is not None and isinstance(block, ast.TryStar) is not star:
                continue
            found += [h for h in block.handlers if self.caught(h) & set(names)]
        return found

    def caught(self, handler: ast.ExceptHandler) -> set[str]:
        """The last names of the exceptions that a handler names."""
        if handler.type is None:
            return {""}
        return self._kinds(handler.type, frozenset())

    def _kinds(self, node: ast.AST, seen: frozenset[str]) -> set[str]:
        """The exceptions that an expression names, alone, in a tuple or under a name of its own."""
        if isinstance(node, ast.Attribute):
            return {node.attr}
        if isinstance(node, ast.Name):
            values = self.given.get(node.id, ()) if node.id not in seen else ()
            named = [self._kinds(value, seen | {node.id}) for value in values]
            return set().union(*named) or {self.aliases.get(node.id, node.id)}
        parts = getattr(node, "elts", None) or [
            part for part in (getattr(node, "left", None), getattr(node, "right", None)) if part
        ]
        return set().union(*(self._kinds(part, seen) for part in parts))

    def raises(self, handler: ast.AST) -> bool:
        """Whether a handler can raise anything itself."""
        return any(True for _ in self.nodes(ast.Raise, inside=handler))

    def throws(self, kind: str) -> bool:
        """Whether an exception of this name is raised on purpose, by itself or under a name."""
        raised = (node.exc for node in self.nodes(ast.Raise) if node.exc is not None)
        return any(self.refers(exc, kind) for exc in raised)

    def any(self, kind: type[ast.AST], test: Callable[[ast.AST], bool]) -> bool:
        """Whether a node of this kind passes the test."""
        return any(test(node) for node in self.nodes(kind))


def normal_form(source: str) -> list[str]:
    """The statements of a program without comments, blank lines, docstrings and imports.

    Two programs with the same list are the same answer. Raises SyntaxError.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and len(body) > 1 and _is_text(body[0]):
            del body[0]
    kept = [n for n in tree.body if not isinstance(n, (ast.Import, ast.ImportFrom))]
    return sorted(ast.dump(node) for node in kept if not _is_text(node))


def _is_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
