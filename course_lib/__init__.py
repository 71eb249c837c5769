"""Fix Patterns: concurrency and performance monitoring in Python, as an interactive course.

Notebooks import from here only: `from course_lib import Demo, exercise`. Names are looked up when
they are first used (PEP 562), so that `course check` loads no widget and no chart library.
"""

from __future__ import annotations

import difflib
import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import bundles as bundles
    from . import capstone as friday  # noqa: F401
    from . import progress as progress
    from . import shop as shop
    from .authoring.doctor import doctor as doctor
    from .demos import Demo as Demo
    from .demos import Graph as Graph
    from .demos import Knob as Knob
    from .demos import Measured as Measured
    from .demos import Threshold as Threshold
    from .demos.quiz import quiz as quiz
    from .exercises import exercise as exercise
    from .services import ClosedError as ClosedError
    from .services import Outbox as Outbox
    from .services import Service as Service
    from .services import Services as Services
    from .services import Supervisor as Supervisor
    from .services import shop as backends  # noqa: F401
    from .services.processes import process_pool as process_pool
    from .services.work import crunch as crunch
    from .services.work import mark as mark
    from .services.work import span as span
    from .tracing.text import trace_text as trace_text
    from .virtual_time import run as virtual_run  # noqa: F401

# public name -> (room, name in the room; None for the room itself)
_NAMES = {
    "ClosedError": ("services", "ClosedError"),
    "Demo": ("demos", "Demo"),
    "Graph": ("demos", "Graph"),
    "Knob": ("demos", "Knob"),
    "Measured": ("demos", "Measured"),
    "Outbox": ("services", "Outbox"),
    "Service": ("services", "Service"),
    "Services": ("services", "Services"),
    "Supervisor": ("services", "Supervisor"),
    "Threshold": ("demos", "Threshold"),
    "backends": ("services.shop", None),
    "bundles": ("bundles", None),
    "crunch": ("services.work", "crunch"),
    "doctor": ("authoring.doctor", "doctor"),
    "exercise": ("exercises", "exercise"),
    "friday": ("capstone", None),
    "mark": ("services.work", "mark"),
    "process_pool": ("services.processes", "process_pool"),
    "progress": ("progress", None),
    "quiz": ("demos.quiz", "quiz"),
    "shop": ("shop", None),
    "span": ("services.work", "span"),
    "trace_text": ("tracing.text", "trace_text"),
    "virtual_run": ("virtual_time", "run"),
}
# What a learner does through these is worth remembering, and worth help when cells fail.
_REMEMBERED = {"Demo", "exercise", "quiz"}

__all__ = sorted(_NAMES)


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        near = difflib.get_close_matches(name, _NAMES, n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]}?" if near else f"It has: {', '.join(__all__)}."
        raise AttributeError(f"course_lib has no name {name!r}. {hint}", name=name, obj=None)
    room, attribute = _NAMES[name]
    if name in _REMEMBERED:
        import_module(f"{__name__}.progress").listen()
        import_module(f"{__name__}.exercises.cells").watch()
        if os.environ.get("COURSE_BOARD"):
            import_module(f"{__name__}.classroom.reporter").listen()
        import_module(f"{__name__}.exercises.whereabouts").follow()
        if import_module(f"{__name__}.tracing.runtime").in_browser():
            main = import_module(f"{__name__}.cli").main
            import_module(f"{__name__}.authoring.in_cells").answer_commands(main)
    module = import_module(f"{__name__}.{room}")
    value = getattr(module, attribute) if attribute else module
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
