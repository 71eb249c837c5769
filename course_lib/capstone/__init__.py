"""The last day: one service, a growing load, a scoreboard, a certificate of what was measured."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_lib.capstone import before as before
    from course_lib.capstone.certificate import certificate as certificate
    from course_lib.capstone.scoreboard import scoreboard as scoreboard

__all__ = ["before", "certificate", "scoreboard"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"friday has no {name!r}. It has: {', '.join(__all__)}.")
    module = import_module(f"{__name__}.{name}")
    found = globals()[name] = module if name == "before" else getattr(module, name)
    return found
