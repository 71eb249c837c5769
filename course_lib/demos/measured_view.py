"""The live view of a `Measured`: the knobs of a demo, and tables with bars that follow the run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from ipywidgets import VBox

from course_lib.demos.live import LiveRun, LiveRuns
from course_lib.demos.measured import last
from course_lib.demos.outcome import named_error
from course_lib.demos.widgets import Controls

if TYPE_CHECKING:
    from course_lib.demos.knobs import Settings
    from course_lib.demos.measured import Measured

_HERE = Path(__file__).parent
VIEW = "application/vnd.jupyter.widget-view+json"


class Tables(anywidget.AnyWidget):
    """The tables of the runs so far: {"name", "columns", "rows"}."""

    _esm = _HERE / "measured.js"
    _css = _HERE / "measured.css"

    title = traitlets.Unicode("").tag(sync=True)
    state = traitlets.Unicode("empty").tag(sync=True)
    tables = traitlets.List().tag(sync=True)


class MeasuredView:
    """What a learner sees of `measured`, for as long as the kernel and the cell live."""

    def __init__(self, measured: Measured) -> None:
        self.measured = measured
        spec = {
            "title": measured.title,
            "variants": list(measured.runs),
            "knobs": [knob.to_dict() for knob in measured.settings.knobs.values()],
            "question": "",
            "predicted": "",
            "runs": 0,
        }
        self.controls = Controls(spec=spec, values=dict(measured.settings))
        self.tables = Tables(title=measured.title)
        self._box: VBox | None = None
        self._made: dict[str, dict[str, Any]] = {}
        self._closed = False
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None
        self._runs = LiveRuns(self._loop, self._show_error, self._rest) if self._loop else None
        self.controls.on_msg(self._on_message)
        self._follow()

    def bundle(self) -> dict[str, Any]:
        """The display: a widget view and nothing else, so that a stored notebook keeps none."""
        self._box = VBox([self.controls, self.tables])
        model = {"version_major": 2, "version_minor": 0, "model_id": self._box.model_id}
        return {VIEW: model}

    def close(self) -> None:
        """Stop everything and close each widget; once is enough."""
        if self._closed:
            return
        self._closed = True
        if self._runs is not None:
            self._runs.stop()
        for widget in (self._box, self.controls, self.tables):
            if widget is not None:
                layout = widget.layout
                widget.close()
                layout.close()

    def turned(self) -> None:
        """The knobs have moved: what stands in the tables was measured before."""
        self.controls.values = dict(self.measured.settings)
        self._made.clear()
        self._show("empty")
        self._follow()

    def _follow(self) -> None:
        if self.measured.follow and self._runs is not None:
            self.start([self.measured.follow])

    def start(self, names: list[str]) -> None:
        """Run these, one after another, instead of whatever runs now."""
        if self._runs is None:
            raise ValueError("No event loop is running here, so nothing can run live.")
        settings = self.measured.settings
        runs = []
        for name in names:
            begin = self._start(name, settings)

            def told(rows: Any, name: str = name) -> None:
                self._made[name] = self.measured.made(name, rows).to_dict()
                self._show("done")

            async def go(begin: Any = begin, told: Any = told) -> Any:
                return await last(begin, told)

            runs.append(LiveRun(name, go, self._began, self._ended))
        self._runs.start(runs)

    def _start(self, name: str, settings: Settings) -> Callable[[], Any]:
        """A function that gives the run, in real time or, at once, on the virtual clock."""
        if not self.measured.virtual:
            return self.measured.start(name, settings)

        async def at_once() -> Any:
            await asyncio.sleep(0)  # the browser hears first that it runs
            return self.measured.table(name, **settings).rows

        return at_once

    def _on_message(self, widget: Any, content: dict[str, Any], buffers: Any) -> None:
        # Callbacks may run in another thread: the kernel's loop does the work.
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._pressed, content)
        else:
            self._pressed(content)

    def _pressed(self, content: dict[str, Any]) -> None:
        if self._closed:
            return
        self.controls.alert = ""
        try:
            match content:
                case {"do": "run", "variants": [*names]}:
                    self.start(names)
                case {"do": "stop"}:
                    if self._runs is not None:
                        self._runs.stop()
                case {"do": "set", "knob": knob, "value": value}:
                    self.measured.set(**{knob: value})
                case {"do": "reset"}:
                    knobs = self.measured.settings.knobs
                    self.measured.set(**{name: knob.value for name, knob in knobs.items()})
        except ValueError as error:
            self.controls.alert = str(error)
            self.controls.refused += 1
        except Exception as error:
            self._show_error(error)

    def _began(self, run: LiveRun) -> None:
        if not self._closed:
            self.controls.running, self.controls.phase = run.variant, "running"

    def _ended(self, run: LiveRun) -> None:
        if self._closed:
            return
        if run.stopped:
            self._show("stopped")
        elif run.exception is not None:
            self._show("failed")
            self._show_error(run.exception)

    def _rest(self) -> None:
        if not self._closed:
            self.controls.running, self.controls.phase = "", "ready"

    def _show(self, state: str) -> None:
        if not self._closed:
            self.tables.tables = list(self._made.values())
            self.tables.state = state

    def _show_error(self, error: BaseException) -> None:
        if not self._closed:
            self.controls.alert = f"The demo could not go on: {named_error(error).rstrip('.')}."
