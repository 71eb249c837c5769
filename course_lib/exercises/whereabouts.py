"""Where a kernel is in the course: its first cell resumes, and each later one is remembered.

Time counts from one cell to the next. A pause of more than `PAUSE` seconds does not count.
"""

from __future__ import annotations

import atexit
import os
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from course_lib.exercises.cells import this_cell, this_notebook
from course_lib.tracing.events import publish
from course_lib.tracing.runtime import in_browser

if TYPE_CHECKING:
    from course_lib.exercises.place import Place
    from course_lib.progress import Progress

PAUSE = 600.0
SAVE_EVERY = 60.0


class Follower:
    """Follows one kernel through `place`. `clock` gives seconds."""

    def __init__(self, place: Place, progress: Progress, clock: Any = time.monotonic) -> None:
        self.place = place
        self._clock = clock
        self._furthest = place.furthest(progress)
        self._advanced = False
        self._seconds = 0.0
        self._last = clock()
        self._until = datetime.now(UTC)
        self._first_time = True

    def before_a_cell(self, _: Any = None) -> None:
        """A cell begins: what lies behind it was reading or writing."""
        self._touch()

    def after_a_cell(self, _: Any = None) -> None:
        """A cell has ended: resume after the first one, remember every other."""
        self._touch()
        cell = this_cell()
        if self._first_time or cell == self.place.codes[0]:
            self._first_time = False
            self._resume()
        if self.place.index(cell) > self._furthest:
            self._furthest, self._advanced = self.place.index(cell), True
        if self._advanced or self._seconds >= SAVE_EVERY:
            self.flush()

    def flush(self) -> None:
        """Tell what is not told yet."""
        if not self._advanced and self._seconds < 1:
            return
        publish(
            "worked",
            lesson=self.place.lesson.name,
            part=self.place.part,
            cell=self.place.codes[self._furthest],
            seconds=round(self._seconds, 1),
            until=self._until.isoformat(timespec="milliseconds"),
        )
        self._seconds, self._advanced = 0.0, False

    def _touch(self) -> None:
        now = self._clock()
        gap, self._last = now - self._last, now
        if gap > PAUSE:
            self.flush()
        else:
            self._seconds += gap
        self._until = datetime.now(UTC)

    def _resume(self) -> None:
        from course_lib.progress import so_far

        message = self.place.resume(so_far())
        if message is not None:
            from IPython.display import display

            page = {"text/plain": str(message), "text/html": message._repr_html_()}
            display(page, raw=True)


_follower: Follower | None = None
_on_start_page = False


def on_start_page() -> bool:
    """Whether this kernel is the start page's, where a check is shown and nothing is attempted."""
    return _on_start_page


def follow() -> None:
    """Begin, if this kernel belongs to a notebook of a lesson; calling it again changes nothing.

    Without a front end nothing is shown, so that stored outputs are the same every time.
    """
    global _follower, _on_start_page
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    if _follower is not None or shell is None or os.environ.get("COURSE_HEADLESS"):
        return
    notebook = this_notebook()
    if notebook is None:
        if in_browser() and _try_again not in shell.events.callbacks["pre_run_cell"]:
            shell.events.register("pre_run_cell", _try_again)
        return
    from course_lib.exercises.place import START_PAGE, read_place
    from course_lib.progress import so_far

    place = read_place(notebook)
    _on_start_page = notebook.name == START_PAGE
    if _try_again in shell.events.callbacks["pre_run_cell"]:
        shell.events.unregister("pre_run_cell", _try_again)
    if place is None or not place.codes:
        return
    _follower = Follower(place, so_far())
    shell.events.register("pre_run_cell", _follower.before_a_cell)
    shell.events.register("post_run_cell", _follower.after_a_cell)
    atexit.register(_follower.flush)


def _try_again(_: Any = None) -> None:
    """A cell that several notebooks have did not say which of them this is; a later one will."""
    follow()
