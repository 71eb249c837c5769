"""The shop's page in a frame of the notebook, measured in the learner's own browser.

Where there is no browser, no socket, or no web-vitals, recorded beacons are replayed instead, and
the demo says so.

Classes for browser tests: those of `demos/demo.py` for knobs and buttons; below them
`course-vitals` (with `data-state`: waiting, loading, loaded, left, replay; `data-visit`), with an
`iframe`, `course-vitals-leave`, and a `course-vital` for each metric (`data-metric`, `data-value`,
`data-rating`).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from course_lib.demos.knobs import Settings
from course_lib.shop.server import CannotServeError, Server, can_serve, start
from course_lib.shop.vitals.page import HOW_TO_GET_IT, PageApp, find_library
from course_lib.shop.vitals.panels import table
from course_lib.shop.vitals.replay import recorded_visits, where_from
from course_lib.shop.vitals.visits import KNOBS, Knobs, Visit, Visits

if TYPE_CHECKING:
    from course_lib.shop.vitals.view import VitalsView

TITLE = "Web vitals of the shop's page"
NO_SOCKETS = "This kernel runs in the browser and cannot serve a page. "
NO_BROWSER = "There is no browser here that could visit the page. "
_shown: dict[str, VitalsDemo] = {}


class VitalsDemo:
    """`page = shop.VitalsDemo()`; in a notebook it shows itself, a knob for each way to be slow.

    `visits` are the learner's own, filled by the beacons of the page; `replayed` says why there
    are none, "" where the page can be visited.
    """

    def __init__(self) -> None:
        self.settings = Settings({knob.name: knob for knob in KNOBS})
        self.live = Visits()
        self.server: Server | None = None
        self.replayed = NO_BROWSER
        self._view: VitalsView | None = None
        self._key = ""

    def __repr__(self) -> str:
        return f"<VitalsDemo: {len(self.live.all())} visits>"

    @property
    def visits(self) -> list[Visit]:
        """The learner's own visits, the oldest first; where there are none yet, recorded ones."""
        own = [visit for visit in self.live.all() if visit.number and len(visit.live)]
        return own or replayed_visits()

    def set(self, **knobs: Any) -> VitalsDemo:
        """Turn knobs for the next visit; a refused position changes nothing."""
        self.settings = self.settings.with_changes(knobs)
        if self._view is not None:
            self._view.turned()
        return self

    @property
    def knobs(self) -> Knobs:
        """How the knobs stand."""
        return Knobs(**self.settings)

    def serve(self) -> bool:
        """Start the page's server, if that can be; `replayed` says why not."""
        library = find_library()
        self.replayed = ""
        if not can_serve():
            self.replayed = NO_SOCKETS
        elif library is None:
            self.replayed = f"{HOW_TO_GET_IT} "
        else:
            try:
                self.server = start(PageApp(library, self.live), name="page")
            except CannotServeError as error:
                self.replayed = f"{error} "
        return not self.replayed

    def text(self) -> str:
        """The text twin, from the recorded beacons."""
        return f"{TITLE}\n\n{self.replayed}{where_from()}\n\n{table(replayed_visits())}"

    def close(self) -> None:
        """Take the view down and stop the server."""
        if _shown.get(self._key) is self:
            del _shown[self._key]
        if self._view is not None:
            self._view.close()
            self._view = None
        if self.server is not None:
            self.server.stop()
            self.server = None

    def _ipython_display_(self) -> None:
        from IPython.display import display

        if not os.environ.get("COURSE_HEADLESS"):
            from course_lib.exercises.cells import this_cell
            from course_lib.shop.vitals.view import VitalsView

            key = this_cell()
            if key in _shown:
                _shown[key].close()
            self.close()
            self._key, _shown[key] = key, self
            self.serve()
            self._view = VitalsView(self)
            display(self._view.bundle(), raw=True)
        # After the view, which hides it (vitals.css).
        display({"text/plain": self.text()}, raw=True)


def replayed_visits() -> list[Visit]:
    """All recorded visits, replayed."""
    return [each.replay(number) for number, each in enumerate(recorded_visits().values(), 1)]
