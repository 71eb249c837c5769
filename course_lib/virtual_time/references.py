"""Clocks that code took hold of before a run: in defaults, in closures, in classes.

`def part(name, clock=time.monotonic)` and `field(default_factory=time.perf_counter)` keep the
function itself, so swapping the name `time.monotonic` does not reach them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import FunctionType
from typing import Any

Undo = Callable[[], None]
Fakes = Mapping[int, Any]  # id of the real function -> what stands in for it


def swap(namespace: Mapping[str, Any], fakes: Fakes) -> list[Undo]:
    """Put the stand-ins into the functions and classes that a namespace defines.

    Returns what puts the real ones back, one call each.
    """
    undo: list[Undo] = []
    for value in list(namespace.values()):
        if isinstance(value, FunctionType) and value.__globals__ is namespace:
            undo += _function(value, fakes)
        elif isinstance(value, type) and value.__module__ == namespace.get("__name__"):
            undo += _class(value, fakes)
    return undo


def _class(owner: type, fakes: Fakes) -> Iterator[Undo]:
    for name, held in list(vars(owner).items()):
        plain = held.__func__ if isinstance(held, (staticmethod, classmethod)) else held
        if isinstance(plain, property):
            plain = plain.fget
        if (fake := fakes.get(id(plain))) is not None:
            # A built-in function is no method, so its stand-in must not become one.
            setattr(owner, name, staticmethod(fake))
            yield lambda name=name, held=held: setattr(owner, name, held)
        elif isinstance(plain, FunctionType):
            yield from _function(plain, fakes)


def _function(function: FunctionType, fakes: Fakes) -> Iterator[Undo]:
    defaults = function.__defaults__
    if defaults and any(id(value) in fakes for value in defaults):
        function.__defaults__ = tuple(fakes.get(id(value), value) for value in defaults)
        yield lambda: setattr(function, "__defaults__", defaults)
    named = function.__kwdefaults__
    if named and any(id(value) in fakes for value in named.values()):
        function.__kwdefaults__ = {k: fakes.get(id(value), value) for k, value in named.items()}
        yield lambda: setattr(function, "__kwdefaults__", named)
    for cell in function.__closure__ or ():
        try:
            real = cell.cell_contents
        except ValueError:  # not filled yet
            continue
        if (fake := fakes.get(id(real))) is not None:
            cell.cell_contents = fake
            yield lambda cell=cell, real=real: setattr(cell, "cell_contents", real)
