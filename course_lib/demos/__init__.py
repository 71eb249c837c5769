"""Demos: knobs, predictions, runs, comparisons and sweeps of one page; recap questions.

Nothing here loads a widget or a chart library before something is shown.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Demo": "course_lib.demos.demo",
    "Graph": "course_lib.demos.graph",
    "Knob": "course_lib.demos.knobs",
    "Measured": "course_lib.demos.measured",
    "Outcome": "course_lib.demos.outcome",
    "Sweep": "course_lib.demos.sweep",
    "Threshold": "course_lib.demos.sweep",
}
__all__ = ["Demo", "Graph", "Knob", "Measured", "Outcome", "Sweep", "Threshold"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
