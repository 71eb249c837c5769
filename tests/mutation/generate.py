"""All mutants of a right answer: each compiles, none is there twice, none is a right answer."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.mutation.edit import Program
from tests.mutation.operators import OPERATORS, Operator

MODULES = ("asyncio", "functools", "sys", "time")


@dataclass(frozen=True)
class Mutant:
    """A right answer with one change. `key` is the same as long as the program is."""

    exercise: str
    answer: str
    operator: str
    what: str
    source: str = field(repr=False)
    key: str = ""

    @property
    def title(self) -> str:
        return f"{self.exercise} {self.key} {self.answer} {self.operator}, {self.what}"


def normal(tree: ast.Module) -> str:
    """What a program is, without comments, docstrings, positions and names of its variables."""
    tree = ast.parse(ast.unparse(tree))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and isinstance(node, (ast.Module, *_SCOPES)):
            first = body[0] if body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                del body[0]
    _rename(tree)
    return ast.dump(tree)


_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _rename(tree: ast.Module) -> None:
    """Number the variables in the order in which they appear, so that their names do not count."""
    local = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and _is_stored(n)}
    local |= {n.name for n in ast.walk(tree) if isinstance(n, ast.ExceptHandler) and n.name}
    local -= {n.name for n in ast.walk(tree) if isinstance(n, _SCOPES)}
    numbers: dict[str, str] = {}
    for node in ast.walk(tree):
        for name in ("id", "name") if isinstance(node, (ast.Name, ast.ExceptHandler)) else ():
            old = getattr(node, name, None)
            if old in local:
                setattr(node, name, numbers.setdefault(old, f"_{len(numbers)}"))


def _is_stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, (ast.Store, ast.Del))


def with_imports(tree: ast.Module) -> ast.Module:
    """The program with the imports that an operator's change needs."""
    bound = {
        (alias.asname or alias.name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    needed = [ast.Import([ast.alias(m)]) for m in MODULES if m in used - bound]
    at = next((i for i, n in enumerate(tree.body) if not _goes_first(n)), 0)
    tree.body[at:at] = needed
    return ast.fix_missing_locations(tree)


def _goes_first(node: ast.stmt) -> bool:
    text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return text or (isinstance(node, ast.ImportFrom) and node.module == "__future__")


def changes(
    source: str, operators: Iterable[Operator] = OPERATORS
) -> Iterator[tuple[str, str, str]]:
    """Operator, description and source of everything the operators make; duplicates included."""
    program = Program(source)
    for operator in operators:
        for changed in operator.apply(program):
            text = ast.unparse(with_imports(changed.tree))
            try:
                compile(text, "mutant", "exec", dont_inherit=True)
            except (SyntaxError, ValueError):
                continue
            yield operator.name, changed.what, text


def mutants(exercise: str, answers: dict[str, str]) -> list[Mutant]:
    """The mutants of all right answers (name to source) of an exercise, each program once."""
    seen = {normal(ast.parse(source)) for source in answers.values()}
    found = []
    for answer, source in answers.items():
        for operator, what, text in changes(source):
            form = normal(ast.parse(text))
            if form in seen:
                continue
            seen.add(form)
            key = hashlib.sha256(form.encode()).hexdigest()[:10]
            found.append(Mutant(exercise, answer, operator, what, text, key))
    return found
