"""What a learner has done: one JSON file that is never half written and never lost.

`from course_lib import progress`, then `progress()` in a cell, or `course progress` in a terminal.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .listener import listen as listen
    from .records import Attempt as Attempt
    from .records import Prediction as Prediction
    from .store import progress_path as progress_path
    from .summary import Progress as Progress

# Loaded when first used: judging a file needs the list of lessons, and nothing of a learner.
_NAMES = {
    "Attempt": "records",
    "Prediction": "records",
    "Progress": "summary",
    "listen": "listener",
    "progress_path": "store",
}
__all__ = [*sorted(_NAMES), "so_far"]


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_NAMES[name]}"), name)


def so_far() -> Progress:
    """The progress in the learner's file; empty when there is none."""
    from .keeper import Keeper
    from .store import progress_path
    from .summary import Progress

    content = Keeper(progress_path()).read()
    return Progress.from_events(content.events, content.sources, content.note)


class _CallableRoom(ModuleType):
    """Lets `progress()` work although the room has the same name as what learners call."""

    def __call__(self) -> Progress:
        return so_far()


sys.modules[__name__].__class__ = _CallableRoom
