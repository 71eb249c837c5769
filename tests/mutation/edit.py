"""Small edits of a program's syntax tree: find a place, change it there, say what was changed."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp)
SIMPLE = (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Delete)


@dataclass(frozen=True)
class Changed:
    """A program with one change; `what` says which, as "line 4: `old` -> `new`"."""

    what: str
    tree: ast.Module


class Program:
    """A program to mutate. Each place it gives lies in a fresh copy, so that edits never mix."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tree = ast.parse(source)
        self._nodes = list(ast.walk(self.tree))

    def places(
        self, *kinds: type[ast.AST], where: Callable[[Place], bool] = lambda place: True
    ) -> Iterator[Place]:
        """The places of these kinds that pass the test, in the order of ast.walk."""
        for position, node in enumerate(self._nodes):
            if isinstance(node, kinds) and where(Place(self.tree, node)):
                tree = copy.deepcopy(self.tree)
                yield Place(tree, list(ast.walk(tree))[position])

    def calls(self, *names: str) -> Iterator[Place]:
        """The calls of anything with one of these last names."""
        return self.places(ast.Call, where=lambda place: called(place.node) in names)


@dataclass(eq=False)
class Place:
    """One node of one program."""

    tree: ast.Module
    node: ast.AST

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return {c: n for n in ast.walk(self.tree) for c in ast.iter_child_nodes(n)}

    @property
    def parent(self) -> ast.AST | None:
        return self.parents.get(self.node)

    def around(self) -> Iterator[ast.AST]:
        """The nodes around it, from the inside out."""
        node = self.node
        while node in self.parents:
            node = self.parents[node]
            yield node

    @property
    def function(self) -> ast.AST | None:
        """The function it stands in."""
        return next((n for n in self.around() if isinstance(n, FUNCTIONS)), None)

    @property
    def handler(self) -> ast.ExceptHandler | None:
        """The except clause it stands in, within its own function."""
        for node in self.around():
            if isinstance(node, FUNCTIONS):
                return None
            if isinstance(node, ast.ExceptHandler):
                return node
        return None

    @property
    def statement(self) -> ast.stmt:
        """The statement that it is or stands in."""
        if isinstance(self.node, ast.stmt):
            return self.node
        return next(n for n in self.around() if isinstance(n, ast.stmt))

    @property
    def in_coroutine(self) -> bool:
        return isinstance(self.function, ast.AsyncFunctionDef)

    def block(self, statement: ast.stmt) -> list[ast.stmt]:
        """The list of statements that holds this one."""
        for _, value in ast.iter_fields(self.parents[statement]):
            if isinstance(value, list) and any(item is statement for item in value):
                return value
        raise LookupError("a statement without a block")

    def to(self, new: ast.expr) -> Changed:
        """The program with another expression in this place."""
        what = self._what(new)
        swap(self.parents[self.node], self.node, new)
        return Changed(what, self.tree)

    def to_statements(self, *new: ast.stmt, statement: ast.stmt | None = None) -> Changed:
        """The program with other statements for the one at this place (none: the line goes)."""
        old = statement or self.statement
        what = self._what(*new, old=old)
        block = self.block(old)
        at = next(i for i, item in enumerate(block) if item is old)
        block[at : at + 1] = new or ([ast.Pass()] if len(block) == 1 else [])
        return Changed(what, self.tree)

    def before(self, *new: ast.stmt) -> Changed:
        """The program with statements put in before the one at this place."""
        return self.to_statements(*new, self.statement)

    def after(self, *new: ast.stmt) -> Changed:
        """The program with statements put in after the one at this place."""
        return self.to_statements(self.statement, *new)

    def edited(self, new: str) -> Changed:
        """The program after the node was edited in place; `new` says how it reads now."""
        return Changed(f"line {self.line}: {new}", self.tree)

    @property
    def line(self) -> int:
        return getattr(self.node, "lineno", None) or getattr(self.statement, "lineno", 0)

    def _what(self, *new: ast.AST, old: ast.AST | None = None) -> str:
        after = "; ".join(short(node) for node in new) or "(nothing)"
        return f"line {self.line}: `{short(old or self.node)}` -> `{after}`"


def short(node: ast.AST) -> str:
    """A node's source in one line of at most 70 characters."""
    text = " ".join(ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).split())
    return text if len(text) <= 70 else f"{text[:67]}..."


def swap(parent: ast.AST, old: ast.AST, new: ast.AST) -> None:
    """Put `new` where `old` is among the children of `parent`."""
    for name, value in ast.iter_fields(parent):
        if value is old:
            setattr(parent, name, new)
        elif isinstance(value, list):
            value[:] = [new if item is old else item for item in value]


def called(node: ast.AST | None) -> str | None:
    """The last name of what a call calls: "gather" for `asyncio.gather(...)`."""
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else None


def names_in(node: ast.AST) -> set[str]:
    """The names that a node mentions."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


class _Fill(ast.NodeTransformer):
    def __init__(self, parts: dict[str, ast.AST | list[ast.stmt]]) -> None:
        self.parts = parts

    def visit_Name(self, node: ast.Name) -> ast.AST:
        part = self.parts.get(node.id)
        return node if part is None else copy.deepcopy(part)

    def visit_Expr(self, node: ast.Expr) -> ast.AST | list[ast.stmt]:
        if isinstance(node.value, ast.Name) and node.value.id in self.parts:
            part = copy.deepcopy(self.parts[node.value.id])
            return [ast.Expr(part)] if isinstance(part, ast.expr) else part
        return self.generic_visit(node)


def expr(template: str, **parts: ast.AST) -> ast.expr:
    """An expression from a template: the names in capitals are filled with nodes."""
    return _Fill(parts).visit(ast.parse(template, mode="eval").body)


def stmts(template: str, **parts: ast.AST | list[ast.stmt]) -> list[ast.stmt]:
    """Statements from a template; a list fills a line that is a name alone."""
    return _Fill(parts).visit(ast.parse(template)).body
