"""The timeline: a live widget and its static copies; neither is loaded before it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Timeline": "course_lib.timeline.timeline",
    "static_bundle": "course_lib.timeline.static",
    "trace_html": "course_lib.timeline.static",
    "trace_png": "course_lib.timeline.static",
    "trace_svg": "course_lib.timeline.static",
}
__all__ = ["Timeline", "static_bundle", "trace_html", "trace_png", "trace_svg"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
