"""Knobs and buttons above a widget of its own: what the live views of single figures share."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import anywidget
from ipywidgets import VBox

from course_lib.demos.knobs import Knob, Position
from course_lib.demos.outcome import named_error
from course_lib.demos.widgets import Controls

VIEW = "application/vnd.jupyter.widget-view+json"


class Panel:
    """`controls` above `figure`; what a learner presses in either arrives at `pressed`.

    `runs` are the names of the Run buttons, `settings` how the knobs stand.
    """

    def __init__(
        self,
        title: str,
        runs: Iterable[str],
        knobs: Iterable[Knob],
        settings: Mapping[str, Position],
        figure: anywidget.AnyWidget,
    ) -> None:
        spec = {
            "title": title,
            "variants": list(runs),
            "knobs": [knob.to_dict() for knob in knobs],
            "question": "",
            "predicted": "",
            "runs": 0,
        }
        self.controls = Controls(spec=spec, values=dict(settings))
        self.figure = figure
        self.closed = False
        self._box: VBox | None = None
        # Where it was made: presses may arrive in another thread.
        try:
            self.loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self.loop = None
        for widget in (self.controls, figure):
            widget.on_msg(self._on_message)

    def bundle(self) -> dict[str, Any]:
        """The display: a widget view and nothing else, so that a stored notebook keeps none."""
        self._box = VBox([self.controls, self.figure])
        model = {"version_major": 2, "version_minor": 0, "model_id": self._box.model_id}
        return {VIEW: model}

    def close(self) -> None:
        """Close each widget; once is enough."""
        if self.closed:
            return
        self.closed = True
        for widget in (self._box, self.controls, self.figure):
            if widget is not None:
                # ipywidgets gives each widget a layout, a widget too, and leaves it behind.
                layout = widget.layout
                widget.close()
                layout.close()

    def pressed(self, content: dict[str, Any]) -> None:
        """What a press does; a ValueError is shown as its sentence, and refuses the knob."""
        raise NotImplementedError

    def show_error(self, error: BaseException) -> None:
        """Say in the demo what went wrong: it never reaches the notebook."""
        if not self.closed:
            self.controls.alert = f"The demo could not go on: {named_error(error).rstrip('.')}."

    def _on_message(self, widget: Any, content: dict[str, Any], buffers: Any) -> None:
        # The kernel's loop does the work.
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self._guarded, content)
        else:
            self._guarded(content)

    def _guarded(self, content: dict[str, Any]) -> None:
        if self.closed:
            return
        self.controls.alert = ""
        try:
            self.pressed(content)
        except ValueError as error:
            self.controls.alert = str(error)
            self.controls.refused += 1
        except Exception as error:
            self.show_error(error)
