"""All exercises of the course, in the order of its lessons."""

from __future__ import annotations

import difflib
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course_lib.exercises.model import Exercise

# exercise id -> the module of its lesson; the ids are fixed.
MODULES = {
    "load_dashboard": "parallel_fetches",
    "fetch_products": "parallel_fetches",
    "quote_order": "parallel_fetches",
    "settle": "partial_results",
    "load_product_page": "partial_results",
    "search_all": "partial_results",
    "Background": "background_work",
    "checkout": "background_work",
    "drain": "background_work",
    "compose_page": "page_data",
    "run_graph": "page_data",
    "RequestCache": "page_data",
    "log_line": "structured_logging",
    "RequestLog": "structured_logging",
    "RequestContext": "structured_logging",
    "Liveness": "health_checks",
    "readiness": "health_checks",
    "CachedReadiness": "health_checks",
    "friday": "friday",
}


class UnknownExerciseError(LookupError):
    """No exercise has this id; the message names the nearest one."""


def exercise(name: str) -> Exercise:
    """The exercise with this id: `exercise("load_dashboard")`.

    Raises UnknownExerciseError, which names the nearest id.
    """
    if name not in MODULES:
        raise UnknownExerciseError(_unknown(name))
    module = import_module(f"course_lib.exercises.{MODULES[name]}")
    return next(found for found in module.EXERCISES if found.id == name)


def exercises() -> list[Exercise]:
    """All exercises, in the order of the lessons."""
    return [exercise(name) for name in MODULES]


def _unknown(name: object) -> str:
    text = str(name).strip().lower().replace("-", "_").replace(" ", "_")
    near = difflib.get_close_matches(text, MODULES, n=1, cutoff=0.4)
    if near:
        return f"There is no exercise {name!r}. The nearest is {near[0]!r}."
    return f"There is no exercise {name!r}. There are: {', '.join(MODULES)}."
