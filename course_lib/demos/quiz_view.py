"""A recap question with radio buttons, where there is a front end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

if TYPE_CHECKING:
    from course_lib.demos.quiz import Question

_HERE = Path(__file__).parent
VIEW = "application/vnd.jupyter.widget-view+json"


class QuestionView(anywidget.AnyWidget):
    """The browser sets `chosen`, the kernel answers in `reply`: {"key", "right", "text"}."""

    _esm = _HERE / "quiz.js"
    _css = _HERE / "quiz.css"

    number = traitlets.Int().tag(sync=True)
    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List().tag(sync=True)
    chosen = traitlets.Unicode("").tag(sync=True)
    reply = traitlets.Dict().tag(sync=True)

    def __init__(self, question: Question) -> None:
        self._question = question
        super().__init__(
            number=question.number,
            question=question.text,
            options=[[option.key, option.text] for option in question.options],
        )

    @traitlets.observe("chosen")
    def _answered(self, change: dict[str, Any]) -> None:
        if change["new"]:
            said = self._question.answer(change["new"])
            reply = {"key": said.option.key, "right": said.right, "text": said.option.feedback}
            self.reply = reply

    def close(self) -> None:
        """End the widget, and the layout that ipywidgets gives it and leaves behind."""
        layout = self.layout
        super().close()
        layout.close()

    def bundle(self) -> dict[str, Any]:
        """A widget view and nothing else, so that a stored notebook keeps none of it."""
        return {VIEW: {"version_major": 2, "version_minor": 0, "model_id": self.model_id}}
