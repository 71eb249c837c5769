"""How a recap question looks in a notebook: its text always, radio buttons where they work."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipywidgets import VBox

    from course_lib.demos.quiz import Question


def radio_buttons(question: Question) -> VBox:
    """The question with one radio button an option; choosing shows the feedback below."""
    import ipywidgets

    text = ipywidgets.HTML(f"<strong>{question.number}.</strong> {escape(question.text)}")
    options = ipywidgets.RadioButtons(
        options=[(f"{option.key}) {option.text}", option.key) for option in question.options],
        value=None,
        layout={"width": "auto"},
    )
    feedback = ipywidgets.HTML()

    def chosen(change: dict) -> None:
        if change["new"] is None:
            return
        said = question.answer(change["new"])
        verdict = "Right" if said.right else "Not quite"
        feedback.value = (
            f'<div role="status"><strong>{escape(said.option.key)}: {verdict}.</strong> '
            f"{escape(said.option.feedback)}</div>"
        )

    options.observe(chosen, "value")
    return ipywidgets.VBox([text, options, feedback])
