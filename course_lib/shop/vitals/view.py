"""The live view of a `VitalsDemo`: knobs, the page in a frame, and the five panels below it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from course_lib.demos.panel import Panel
from course_lib.shop.vitals.panels import HEADS, panels, rows
from course_lib.shop.vitals.replay import recorded, recorded_visits, where_from
from course_lib.shop.vitals.visits import Visit

if TYPE_CHECKING:
    from course_lib.shop.vitals.demo import VitalsDemo

_HERE = Path(__file__).parent
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


class VitalsView(Panel):
    """What a learner sees of `demo`, for as long as the kernel and the cell live."""

    def __init__(self, demo: VitalsDemo) -> None:
        from course_lib.shop.vitals.demo import TITLE

        self.demo = demo
        self.frame = Frame(recorded=list(recorded_visits()))
        super().__init__(TITLE, [RUN], demo.settings.knobs.values(), demo.settings, self.frame)
        self._replayed: list[Visit] = []
        self._number = 0
        self._pending = False
        demo.live.changed = self._heard
        if demo.server is not None and self.loop is not None:
            self.frame.port = demo.server.port
            self._begin()
        else:
            self._replay_instead(demo.replayed or f"{NO_LOOP} ")
        self._show()

    def turned(self) -> None:
        """The knobs have moved: the next visit will show what that does."""
        self.controls.values = dict(self.demo.settings)

    # -- the page's server ---------------------------------------------------------------------

    def _heard(self, visit: Visit) -> None:
        """A beacon has come, in the server's thread: one refresh for all that come together."""
        if not self._pending and self.loop is not None and not self.loop.is_closed():
            self._pending = True
            self.loop.call_soon_threadsafe(self._refresh)

    def _refresh(self) -> None:
        self._pending = False
        self._show()

    # -- presses -------------------------------------------------------------------------------

    def pressed(self, content: dict[str, Any]) -> None:
        """A button, a knob, or what the frame has to say."""
        match content:
            case {"do": "run"}:
                self._begin()
                self._show()
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
        if self.closed:
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
