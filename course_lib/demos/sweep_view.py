"""The sweep of a live demo: computed in short slices between other work, following the knobs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from course_lib.demos.sweep import Sweep, sweep_steps

if TYPE_CHECKING:
    from course_lib.demos.view import View


class SweepView:
    """At most one sweep at a time; a turned knob starts it anew; never beside a live run."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._open = False
        self._task: asyncio.Task[None] | None = None
        self._again = False

    def open(self, is_open: bool) -> None:
        """The learner opened or closed the sweep."""
        self._open = is_open
        self._view.controls.follow = is_open
        if is_open:
            self.turned()
        else:
            self.stop()
            self._show({"state": "closed"})

    def turned(self) -> None:
        """Compute it again, if it is open."""
        if not self._open:
            return
        self.stop()
        if self._view.loop is None:
            self._finish()
        elif not self._view.busy:
            self._task = self._view.loop.create_task(self._compute(), name="sweep")
        else:
            self._again = True

    def stop(self) -> None:
        """Give up what is being computed."""
        if self._task is not None:
            self._again = not self._task.done()
            self._task.cancel()
            self._task = None

    def allowed(self, phase: str) -> None:
        """A sweep shows the answer: it stays away until the prediction is made."""
        state = self._view.results.sweep.get("state", "closed")
        if phase == "predict":
            self._show({"state": "hidden"})
        elif state == "hidden":
            self._show({"state": "closed"})
        elif phase == "ready" and self._again:
            self._again = False
            self.turned()

    def _steps(self) -> Any:
        demo = self._view.demo
        return sweep_steps(
            demo.page, demo.settings, list(demo.page.variants), demo.sweep_runs, demo.threshold
        )

    def _finish(self) -> None:
        *_, sweep = self._steps()
        self._show(shown(sweep))

    async def _compute(self) -> None:
        self._show({**self._view.results.sweep, "state": "busy"})
        try:
            for sweep in self._steps():
                if sweep is not None:
                    self._show(shown(sweep))
                await asyncio.sleep(0)
        except Exception as error:
            self._view._show_error(error)
            self._show({"state": "closed"})

    def _show(self, state: dict[str, Any]) -> None:
        if not self._view._closed:
            self._view.results.sweep = state


def shown(sweep: Sweep) -> dict[str, Any]:
    """The sweep for the browser: the table's cells, the chart's figures, the sentences."""
    rows = sweep.rows()
    histogram = sweep.histogram()
    marks = [
        [[f"p{share}", round(time, 4)] for share, time in (sample.percentiles() or {}).items()]
        for sample in sweep.samples
    ]
    return {
        "state": "done",
        "caption": f"{sweep.samples[0].runs} seeded runs of each variant",
        "columns": list(rows[0]),
        "rows": [list(row.values()) for row in rows],
        "notes": sweep.notes(),
        "summary": " ".join(
            f"{row['variant']}: p50 {row['p50']}, p95 {row['p95']}, p99 {row['p99']}."
            for row in rows
        ),
        "chart": {
            "step": histogram["step"],
            "bars": [{"variant": n, "counts": c} for n, c in histogram["counts"].items()],
            "marks": marks,
            "ideal": sweep.ideal,
            "limit": sweep.limit,
            "limitLabel": sweep.threshold.label if sweep.threshold else "",
        },
    }
