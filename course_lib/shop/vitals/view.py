"""The live view of a `VitalsDemo`: knobs, the page in a frame, and the five panels below it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from ipywidgets import VBox

from course_lib.demos.outcome import named_error
from course_lib.demos.widgets import Controls
from course_lib.shop.vitals.panels import HEADS, panels, rows
from course_lib.shop.vitals.replay import recorded, recorded_visits, where_from
from course_lib.shop.vitals.visits import Visit

if TYPE_CHECKING:
    from course_lib.shop.vitals.demo import VitalsDemo

_HERE = Path(__file__).parent
VIEW = "application/vnd.jupyter.widget-view+json"
RUN = "a visit"
NO_LOOP = "No event loop is running here, so the page cannot be shown live."
WHAT_TO_DO = (
    "Run the cell again to start the page anew. If JupyterLab does not run on this machine, it "
    "needs jupyter-server-proxy: pip install jupyter-server-proxy, then restart JupyterLab."
)


class Frame(anywidget.AnyWidget):
    """The page and its panels. `visit` is {"number", "query", "delay"}; a new one is loaded.

    The browser finds the address of `port`, and says {"do": "loaded" | "left" | "lost" | "replay",
    ...}. `panels`, `rows` and all sentences are the kernel's.
    """

    _esm = _HERE / "vitals.js"
    _css = _HERE / "vitals.css"

    port = traitlets.Int(0).tag(sync=True)
    visit = traitlets.Dict().tag(sync=True)
    panels = traitlets.List().tag(sync=True)
    heads = traitlets.List(list(HEADS)).tag(sync=True)
    rows = traitlets.List().tag(sync=True)
    said = traitlets.Unicode("").tag(sync=True)
    # Not empty: nothing is loaded; `recorded` visits can be replayed, and this says why.
    replay = traitlets.Unicode("").tag(sync=True)
    recorded = traitlets.List().tag(sync=True)


class VitalsView:
    """What a learner sees of `demo`, for as long as the kernel and the cell live."""

    def __init__(self, demo: VitalsDemo) -> None:
        from course_lib.shop.vitals.demo import TITLE

        self.demo = demo
        spec = {
            "title": TITLE,
            "variants": [RUN],
            "knobs": [knob.to_dict() for knob in demo.settings.knobs.values()],
            "question": "",
            "predicted": "",
            "runs": 0,
        }
        self.controls = Controls(spec=spec, values=dict(demo.settings))
        self.frame = Frame(recorded=list(recorded_visits()))
        self._box: VBox | None = None
        self._replayed: list[Visit] = []
        self._number = 0
        self._pending = self._closed = False
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None
        self.controls.on_msg(self._on_message)
        self.frame.on_msg(self._on_message)
        demo.live.changed = self._heard
        if demo.server is not None and self._loop is not None:
            self.frame.port = demo.server.port
            self._begin()
        else:
            self._replay_instead(demo.replayed or f"{NO_LOOP} ")
        self._show()

    def bundle(self) -> dict[str, Any]:
        """The display: a widget view and nothing else, so that a stored notebook keeps none."""
        self._box = VBox([self.controls, self.frame])
        model = {"version_major": 2, "version_minor": 0, "model_id": self._box.model_id}
        return {VIEW: model}

    def close(self) -> None:
        """Close each widget; once is enough."""
        if self._closed:
            return
        self._closed = True
        for widget in (self._box, self.controls, self.frame):
            if widget is not None:
                layout = widget.layout
                widget.close()
                layout.close()

    def turned(self) -> None:
        """The knobs have moved: the next visit will show what that does."""
        self.controls.values = dict(self.demo.settings)

    # -- the page's server ---------------------------------------------------------------------

    def _heard(self, visit: Visit) -> None:
        """A beacon has come, in the server's thread: one refresh for all that come together."""
        if not self._pending and self._loop is not None and not self._loop.is_closed():
            self._pending = True
            self._loop.call_soon_threadsafe(self._refresh)

    def _refresh(self) -> None:
        self._pending = False
        self._show()

    # -- presses -------------------------------------------------------------------------------

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
                case {"do": "run"}:
                    self._begin()
                case {"do": "stop"}:
                    self.frame.visit = {}
                    self.controls.phase = "ready"
                case {"do": "set", "knob": knob, "value": value}:
                    self.demo.set(**{knob: value})
                case {"do": "reset"}:
                    knobs = self.demo.settings.knobs
                    self.demo.set(**{name: knob.value for name, knob in knobs.items()})
                case {"do": "loaded" | "left"}:
                    self.controls.phase = "ready"
                    self._show()
                case {"do": "lost", "why": str(why)}:
                    self._replay_instead(f"{why[:500]} {WHAT_TO_DO} ")
                    self._show()
                case {"do": "replay", "name": str(name)}:
                    self._replayed.append(recorded(name))
                    self._replayed[-1].number = len(self._replayed)
                    self._show()
        except ValueError as error:
            self.controls.alert = str(error)
            self.controls.refused += 1
        except Exception as error:
            self.controls.alert = f"The demo could not go on: {named_error(error)}."

    def _begin(self) -> None:
        """Load the page afresh, as the knobs stand."""
        self._number += 1
        knobs = self.demo.settings
        self.demo.live.of(self._number, self.demo.knobs)
        self.controls.phase, self.controls.running = "running", RUN
        query = "&".join([f"visit={self._number}", *(f"{k}={v}" for k, v in knobs.items())])
        self.frame.visit = {"number": self._number, "query": query, "delay": knobs["server"]}

    def _replay_instead(self, why: str) -> None:
        self.frame.visit = {}
        self.frame.replay = f"{why}{where_from()} Choose a visit."
        self.controls.phase = "ready"
        self.controls.layout.display = "none"  # the knobs turn nothing here

    def _show(self) -> None:
        if self._closed:
            return
        visits = self._replayed if self.frame.replay else self.demo.live.all()
        visits = [visit for visit in visits if visit.number]
        self.frame.panels = panels(visits)
        self.frame.rows = rows(visits)
        self.frame.said = _said(visits[-1]) if visits else ""


def _said(visit: Visit) -> str:
    said = f"Visit {visit.number}: {visit.knobs}. "
    if not len(visit.live):
        return f"{said}Nothing reported yet."
    if "INP" not in visit.now():
        said += "INP has no value before somebody clicks. "
    if not len(visit.sent):
        return f"{said}The page sends what counts when it becomes hidden: so far nothing."
    return f"{said}{len(visit.sent)} reports that count have come."
