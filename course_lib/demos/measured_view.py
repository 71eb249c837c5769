"""The live view of a `Measured`: the knobs of a demo, and tables with bars that follow the run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from course_lib.demos.live import LiveRun, LiveRuns
from course_lib.demos.measured import last
from course_lib.demos.panel import Panel

if TYPE_CHECKING:
    from course_lib.demos.knobs import Settings
    from course_lib.demos.measured import Measured

_HERE = Path(__file__).parent


class Tables(anywidget.AnyWidget):
    """The tables of the runs so far: {"name", "columns", "rows"}."""

    _esm = _HERE / "measured.js"
    _css = _HERE / "measured.css"

    title = traitlets.Unicode("").tag(sync=True)
    state = traitlets.Unicode("empty").tag(sync=True)
    tables = traitlets.List().tag(sync=True)


class MeasuredView(Panel):
    """What a learner sees of `measured`, for as long as the kernel and the cell live."""

    def __init__(self, measured: Measured) -> None:
        self.measured = measured
        self.tables = Tables(title=measured.title)
        settings = measured.settings
        super().__init__(
            measured.title, measured.runs, settings.knobs.values(), settings, self.tables
        )
        self._made: dict[str, dict[str, Any]] = {}
        self._runs = LiveRuns(self.loop, self.show_error, self._rest) if self.loop else None
        self._follow()

    def close(self) -> None:
        """Stop everything and close each widget; once is enough."""
        if not self.closed and self._runs is not None:
            self._runs.stop()
        super().close()

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

    def pressed(self, content: dict[str, Any]) -> None:
        """Run, Stop, a knob, or Reset."""
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

    def _began(self, run: LiveRun) -> None:
        if not self.closed:
            self.controls.running, self.controls.phase = run.variant, "running"

    def _ended(self, run: LiveRun) -> None:
        if self.closed:
            return
        if run.stopped:
            self._show("stopped")
        elif run.exception is not None:
            self._show("failed")
            self.show_error(run.exception)

    def _rest(self) -> None:
        if not self.closed:
            self.controls.running, self.controls.phase = "", "ready"

    def _show(self, state: str) -> None:
        if not self.closed:
            self.tables.tables = list(self._made.values())
            self.tables.state = state
