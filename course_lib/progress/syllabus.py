"""What there is to do: the lessons in their order, each with its exercises, the core first.

The manifest of exercises, the map of the course and `course reset` read this list.
"""

from __future__ import annotations

from dataclasses import dataclass

RANKS = ("core", "standard", "stretch")


@dataclass(frozen=True, slots=True)
class Lesson:
    """`name` is the pattern's name as modules and files have it: "parallel_fetches".

    `minutes` count the lesson and its core. `exercises` are the ids that can be taken now, in the
    order of `RANKS`; a lesson without any is still being written.
    """

    number: int
    name: str
    title: str
    minutes: int
    exercises: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """The notebook of the lesson, in notebooks/, solutions/ and exercises/."""
        return f"{self.number:02}_{self.name}.ipynb"


# Exercise ids are permanent.
LESSONS = (
    Lesson(
        1,
        "parallel_fetches",
        "Parallel fetches",
        60,
        ("load_dashboard", "fetch_products", "quote_order"),
    ),
    Lesson(
        2, "partial_results", "Partial results", 70, ("settle", "load_product_page", "search_all")
    ),
    Lesson(3, "background_work", "Background work", 75, ("Background", "checkout", "drain")),
    Lesson(4, "page_data", "Page data", 75, ("compose_page", "run_graph", "RequestCache")),
    Lesson(
        5,
        "structured_logging",
        "Structured logging",
        70,
        ("log_line", "RequestLog", "RequestContext"),
    ),
    Lesson(6, "health_checks", "Health checks", 60, ("Liveness", "readiness", "CachedReadiness")),
    Lesson(7, "web_vitals", "Web vitals", 60, ("assess", "final_values", "make_collector")),
    Lesson(8, "bundle_budget", "Bundle budget", 60, ("select", "build_zip", "check_budget")),
    Lesson(9, "friday", "Friday", 90, ("friday",)),
)


def lesson(name: str) -> Lesson:
    """The lesson with this name; a KeyError where there is none."""
    return _BY_NAME[name]


def lesson_of(exercise: str) -> Lesson | None:
    """The lesson that an exercise belongs to; None for an id that the course does not have."""
    return next((lesson for lesson in LESSONS if exercise in lesson.exercises), None)


_BY_NAME = {lesson.name: lesson for lesson in LESSONS}
