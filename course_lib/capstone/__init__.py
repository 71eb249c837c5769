"""The last day: one service, a growing load, a scoreboard, a certificate of what was measured."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_lib.capstone import before as before
    from course_lib.capstone.award import certificate as certificate
    from course_lib.capstone.board import scoreboard as scoreboard

# What notebooks use -> (module, name in it); None for the module itself.
_HOMES = {
    "before": ("before", None),
    "certificate": ("award", "certificate"),
    "scoreboard": ("board", "scoreboard"),
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"friday has no {name!r}. It has: {', '.join(__all__)}.")
    home, attribute = _HOMES[name]
    module = import_module(f"{__name__}.{home}")
    found = globals()[name] = getattr(module, attribute) if attribute else module
    return found
