"""Verdicts and exercises in a notebook. Widgets are made only where something is displayed.

What nbval compares (text/plain, text/html) is the same for every right answer; what is particular
to one run is a widget view, which nbval never compares and stored notebooks never keep.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from course_lib.exercises import view

if TYPE_CHECKING:
    from course_lib.exercises.model import Exercise
    from course_lib.exercises.verdict import Verdict

WIDGET = "application/vnd.jupyter.widget-view+json"


def in_kernel() -> bool:
    """Whether there is a notebook kernel to display in."""
    import sys

    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    return getattr(shell, "kernel", None) is not None


def verdict_bundle(verdict: Verdict) -> dict[str, Any]:
    """The MIME bundle of a verdict; of a right answer also its own run, as a widget."""
    if not verdict.passed:
        return {"text/plain": view.verdict_text(verdict), "text/html": view.verdict_html(verdict)}
    if in_kernel():
        _after_this_cell(lambda: _display_widget(lambda: _details(verdict)))
    return {"text/plain": verdict.summary, "text/html": view.passed_html(verdict)}


def _details(verdict: Verdict) -> Any:
    from ipywidgets import HTML, Accordion

    return Accordion([HTML(view.run_html(verdict))], titles=("What your code did",))


def show(exercise: Exercise) -> None:
    """The ticket, the requirements, and the buttons where there is a front end."""
    text = view.exercise_text(exercise)
    if not in_kernel():
        print(text)
        return
    from IPython.display import display

    display({"text/plain": text, "text/html": view.exercise_html(exercise)}, raw=True)
    _display_widget(lambda: _buttons(exercise))


def _after_this_cell(show: Callable[[], None]) -> None:
    """Show something below what the cell itself puts out."""
    from IPython import get_ipython

    events = get_ipython().events

    def once(_: Any) -> None:
        events.unregister("post_run_cell", once)
        show()

    events.register("post_run_cell", once)


def _display_widget(make: Callable[[], Any]) -> None:
    """Display a widget without the text/plain that would be compared."""
    try:
        widget = make()
    except ImportError:
        return  # the text says all that is needed
    from IPython.display import display

    model = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    display({WIDGET: model}, raw=True)


def _buttons(exercise: Exercise) -> Any:
    """Hint and Solution, with a live region that a screen reader announces."""
    from ipywidgets import HTML, Button, HBox, VBox

    said = HTML(value="")
    hint = Button(description="Hint", tooltip=f"The next hint for {exercise.id}")
    solution = Button(description="Solution", tooltip=f"The model solution of {exercise.id}")

    def say(message: Any) -> None:
        said.value = view.element("div", message._repr_html_(), role="status", aria_live="polite")

    hint.on_click(lambda _: say(exercise.hint()))
    solution.on_click(lambda _: say(exercise.solution()))
    return VBox([HBox([hint, solution]), said])
