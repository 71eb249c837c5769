"""An attempt: the objects that the learner made, and the source they came from."""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import CodeType, FunctionType
from typing import Any

from course_lib.exercises.code import Code


@dataclass(frozen=True)
class Answer:
    """What is checked. `objects` are the contract's names, `namespace` where they were made.

    `source` is what the learner wrote, as far as it can be found; "" if it cannot.
    """

    objects: Mapping[str, Any]
    namespace: Mapping[str, Any] = field(default_factory=dict, repr=False)
    source: str = field(default="", repr=False)

    @cached_property
    def code(self) -> Code | None:
        """The syntax tree of the source; None where there is none."""
        try:
            return Code(self.source) if self.source.strip() else None
        except (SyntaxError, ValueError, RecursionError):
            return None

    @cached_property
    def files(self) -> frozenset[str]:
        """The file names (or cells) of the learner's code, as frames show them."""
        names = {c.co_filename for c in _codes(self.objects.values())}
        for value in list(self.namespace.values()):
            if getattr(value, "__globals__", None) is self.namespace:
                names.add(value.__code__.co_filename)
        return frozenset(names)


def answer_from_objects(names: Iterable[str], objects: Iterable[Any]) -> Answer:
    """The attempt in a notebook: what was passed to `check`, its globals, and its source.

    Names for which nothing was passed are looked up in the globals of what was.
    """
    names = list(names)
    named = dict(zip(names, objects, strict=False))
    functions = [f for value in named.values() for f in _functions(value)]
    namespace = functions[0].__globals__ if functions else {}
    named |= {name: namespace[name] for name in names[len(named) :] if name in namespace}
    return Answer(named, namespace, _source(named.values(), namespace))


def _functions(value: Any) -> Iterator[FunctionType]:
    """The Python functions behind a function, a wrapper, a partial, a class or an instance."""
    if isinstance(value, functools.partial):
        yield from _functions(value.func)
        return
    value = inspect.unwrap(value) if callable(value) else value
    if isinstance(value, FunctionType):
        yield value
        for cell in value.__closure__ or ():
            try:
                inner = cell.cell_contents
            except ValueError:
                continue
            if isinstance(inner, FunctionType) and inner is not value:
                yield inner
    elif isinstance(value, type):
        for member in vars(value).values():
            inner = getattr(member, "__func__", None) or getattr(member, "fget", None) or member
            # Not what a decorator of another module put there: a data class has a few.
            if (
                isinstance(inner, FunctionType)
                and inner.__globals__.get("__name__") == value.__module__
            ):
                yield inner
    elif hasattr(value, "__func__"):
        yield from _functions(value.__func__)


def _codes(values: Iterable[Any]) -> Iterator[CodeType]:
    return (function.__code__ for value in values for function in _functions(value))


def _source(objects: Iterable[Any], namespace: Mapping[str, Any]) -> str:
    """The top-level statements that made these objects and the helpers that they name."""
    objects = list(objects)
    statements: dict[tuple[str, int], str] = {}
    imports: set[str] = set()
    waiting, seen = list(_codes(objects)), set()
    while waiting:
        code = waiting.pop()
        if code in seen:
            continue
        seen.add(code)
        if found := _statement(code):
            statements[found[0]] = found[1]
        for name in _names(code):
            value = namespace.get(name)
            if getattr(value, "__module__", None) == namespace.get("__name__"):
                waiting += _codes([value])
            elif str(getattr(value, "__module__", "")).startswith("asyncio"):
                imports.add(f"from asyncio import {value.__name__} as {name}")
    classes = {value.__name__ for value in objects if isinstance(value, type)}
    for file in {code.co_filename for code in seen}:
        statements |= _classes(file, classes)
    return "\n\n".join([*sorted(imports), *(text for _, text in sorted(statements.items()))])


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _statement(code: CodeType) -> tuple[tuple[str, int], str] | None:
    """Where and what the top-level statement is that this code was compiled from."""
    text = "".join(linecache.getlines(code.co_filename))
    if not text:
        return None
    for node, source in _top_level(text):
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        if first <= code.co_firstlineno <= (node.end_lineno or node.lineno):
            return (code.co_filename, first), source
    return None


def _classes(file: str, names: set[str]) -> dict[tuple[str, int], str]:
    """The definitions of these classes in a file: a data class has no code that leads there."""
    text = "".join(linecache.getlines(file)) if names else ""
    return {
        (file, min([node.lineno, *(d.lineno for d in node.decorator_list)])): source
        for node, source in _top_level(text)
        if isinstance(node, ast.ClassDef) and node.name in names
    }


@functools.lru_cache(maxsize=64)
def _top_level(text: str) -> list[tuple[ast.stmt, str]]:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return []
    lines = text.splitlines()
    found = []
    for node in tree.body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        found.append((node, "\n".join(lines[first - 1 : node.end_lineno])))
    return found
