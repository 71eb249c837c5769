"""Has an answer changed what judges it? A picture of the functions before, compared after."""

from __future__ import annotations

import asyncio
import builtins
import json
import sys
import time
from types import FunctionType, ModuleType
from typing import Any

ROOMS = ("course_lib.exercises", "course_lib.virtual_time", "course_lib.tracing")

Snapshot = dict[str, tuple[Any, Any]]


def snapshot() -> Snapshot:
    """The functions and classes that a verdict rests on, by their full names."""
    found: Snapshot = {}
    for module in _modules():
        for name, value in list(vars(module).items()):
            if name.startswith("__") or isinstance(value, ModuleType):
                continue
            if isinstance(value, type):
                found[f"{module.__name__}.{name}"] = (value, None)
                if module.__name__.startswith(ROOMS):
                    found |= _methods(f"{module.__name__}.{name}", value)
            elif callable(value):
                found[f"{module.__name__}.{name}"] = (value, getattr(value, "__code__", None))
    return found


def changed(before: Snapshot) -> str | None:
    """The name of something that is not what it was; None if all is as before."""
    after = snapshot()
    for name, (value, code) in before.items():
        now, now_code = after.get(name, (None, None))
        if now is not value or now_code is not code:
            return name
    return None


def _modules() -> list[ModuleType]:
    ours = [m for name, m in list(sys.modules.items()) if name.startswith(ROOMS) and m]
    return [builtins, time, json, asyncio, asyncio.tasks, asyncio.events, *ours]


def _methods(prefix: str, kind: type) -> Snapshot:
    return {
        f"{prefix}.{name}": (value, value.__code__)
        for name, value in list(vars(kind).items())
        if isinstance(value, FunctionType)
    }
