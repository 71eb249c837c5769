"""Verdicts and exercises in a notebook. Widgets are made only where something is displayed.

What nbval compares (text/plain, text/html) is the same for every right answer; what is particular
to one run is a widget view, which nbval never compares and stored notebooks never keep.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from course_lib.exercises import view
from course_lib.exercises.cells import this_cell

if TYPE_CHECKING:
    from course_lib.exercises.model import Exercise
    from course_lib.exercises.verdict import Verdict

WIDGET = "application/vnd.jupyter.widget-view+json"
# What each cell has on show; nothing else tells that a cell was run again.
_displayed: dict[tuple[str, ...], Any] = {}


def in_kernel() -> bool:
    """Whether there is a notebook kernel to display in."""
    import sys

    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    return getattr(shell, "kernel", None) is not None


def verdict_bundle(verdict: Verdict) -> dict[str, Any]:
    """The MIME bundle of a verdict; of a right answer also its own run, as a widget."""
    if not verdict.passed:
        return _bundle(view.verdict_text(verdict), view.verdict_html(verdict))
    if in_kernel():
        place = ("details", this_cell(), verdict.exercise)
        _after_this_cell(lambda: _display_widget(place, lambda: _details(verdict)))
    return _bundle(verdict.summary, view.passed_html(verdict))


def _bundle(text: str, page: view.Markup) -> dict[str, Any]:
    """IPython keeps every output of a session; a page in ASCII takes a third of the memory."""
    return {"text/plain": text, "text/html": view.in_ascii(page)}


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

    display(_bundle(text, view.exercise_html(exercise)), raw=True)
    _display_widget(("buttons", this_cell(), exercise.id), lambda: _buttons(exercise))


def _after_this_cell(show: Callable[[], None]) -> None:
    """Show something below what the cell itself puts out."""
    from IPython import get_ipython

    events = get_ipython().events

    def once(_: Any) -> None:
        events.unregister("post_run_cell", once)
        show()

    events.register("post_run_cell", once)


def _display_widget(place: tuple[str, ...], make: Callable[[], Any]) -> None:
    """Display a widget without the text/plain that would be compared.

    It takes the place of the one that the same cell displayed before.
    """
    if place in _displayed:
        _close(_displayed.pop(place))
    try:
        widget = make()
    except ImportError:
        return  # the text says all that is needed
    _displayed[place] = widget
    from IPython.display import display

    model = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    display({WIDGET: model}, raw=True)


def _close(widget: Any) -> None:
    """Close a widget and all that it holds: each has a line to the browser of its own."""
    for child in getattr(widget, "children", ()):
        _close(child)
    for part in (widget, widget.layout, getattr(widget, "style", None)):
        if part is not None:
            part.close()


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
