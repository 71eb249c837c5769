"""The live picture: what several variants of a program do, on one axis, while they run."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from course_lib.timeline import wire
from course_lib.timeline.feed import Feed
from course_lib.timeline.states import as_data
from course_lib.tracing import Recorder, Trace
from course_lib.tracing.text import summary, trace_text

_HERE = Path(__file__).parent


@dataclass(slots=True)
class _Variant:
    name: str
    state: str = "idle"
    trace: Trace = field(default_factory=Trace)
    outcome: str = ""
    feed: Feed | None = None
    recorder: Recorder | None = None


def _picture_to_json(_: int, widget: Timeline) -> dict[str, Any]:
    return widget.picture()


class Timeline(anywidget.AnyWidget):
    """Lanes of calls and tasks for each variant; the ideal is a ruler across all of them.

    `variants` names those that are shown before anything ran, in order. `ideal`
    is in seconds, None hides the ruler. A live run goes `begin`, then the
    recorder's events in batches, then `finish`; `show` draws a finished trace.
    Figures come from the kernel; the browser only moves the bars in between.
    The root element has `data-state` (idle, running, done, failed) and
    `data-updates`; so has each variant.
    """

    _esm = _HERE / "timeline.js"
    _css = _HERE / "timeline.css"

    title = traitlets.Unicode("").tag(sync=True)
    ideal = traitlets.Float(None, allow_none=True).tag(sync=True)
    # Names of calls whose bars are outlined and joined, first to last.
    critical = traitlets.List().tag(sync=True)
    states = traitlets.List(read_only=True).tag(sync=True)
    # A view that opens late asks for the synced state: it gets everything known at that moment.
    _picture = traitlets.Int(0).tag(sync=True, to_json=_picture_to_json)

    def __init__(
        self, variants: Iterable[str] = (), *, title: str = "", ideal: float | None = None
    ) -> None:
        self._variants = {name: _Variant(name) for name in variants}
        super().__init__(title=title, ideal=ideal)

    @traitlets.default("states")
    def _default_states(self) -> list[dict[str, object]]:
        return as_data()

    def begin(self, variant: str, recorder: Recorder) -> None:
        """Show what `recorder` hears from now on; call it in the thread of the running loop.

        A run of the same variant that is still shown is dropped.
        """
        shown = self._reset(variant)
        shown.state, shown.trace, shown.recorder = "running", recorder.trace, recorder
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        opening = {"whole": self._snapshot(shown)}
        shown.feed = Feed(recorder, lambda batch: self._tell(shown, batch), loop, opening)

    def finish(
        self, variant: str, trace: Trace, outcome: str = "", *, failed: bool | None = None
    ) -> None:
        """End the live run: the last events, the sentence `outcome`, the state.

        An empty `outcome` becomes "took ...; the ideal is ...". `failed` None
        means: failed if the trace has a mark "raised".
        """
        shown = self._variants.get(variant)
        if shown is None or shown.feed is None or trace is not shown.trace:
            self.show(variant, trace, outcome, failed=failed)
            return
        batch = shown.feed.close()
        self._settle(shown, trace, outcome, failed)
        self._tell(shown, batch | {"state": shown.state, "outcome": self._sentence(shown)})

    def show(
        self, variant: str, trace: Trace, outcome: str = "", *, failed: bool | None = None
    ) -> None:
        """Draw a finished trace, one of a virtual run for example; as `finish` otherwise."""
        shown = self._reset(variant)
        self._settle(shown, trace, outcome, failed)
        self._tell(shown, {"whole": self._snapshot(shown)})

    def clear(self) -> None:
        """Back to the empty picture; the variants stay named, live runs are no longer shown."""
        for name in list(self._variants):
            self._reset(name)
        self._picture += 1

    def close(self) -> None:
        """End the widget; recorders that are still heard are let go."""
        for shown in self._variants.values():
            if shown.feed is not None:
                shown.feed.close()
                shown.feed = None
        super().close()

    def text(self) -> str:
        """The text twin of the picture as it is now."""
        return "\n\n".join(
            trace_text(shown.trace, title=shown.name, ideal=self.ideal)
            for shown in self._variants.values()
            if shown.state != "idle"
        )

    def picture(self) -> dict[str, Any]:
        """All that a new view needs, JSON-ready."""
        return {"variants": [self._snapshot(shown) for shown in self._variants.values()]}

    @traitlets.observe("ideal")
    def _ideal_changed(self, _: Any) -> None:
        # The sentences compare with the ideal, and sentences are the kernel's.
        if any(shown.state in ("done", "failed") for shown in self._variants.values()):
            self._picture += 1

    def _reset(self, variant: str) -> _Variant:
        old = self._variants.get(variant)
        if old is not None and old.feed is not None:
            old.feed.close()
        # The name keeps its place among the others.
        self._variants[variant] = _Variant(variant)
        return self._variants[variant]

    def _settle(self, shown: _Variant, trace: Trace, outcome: str, failed: bool | None) -> None:
        if failed is None:
            failed = any(mark.name == "raised" for mark in trace.marks)
        shown.state = "failed" if failed else "done"
        # The recorder is let go: a finished run holds nothing but its trace.
        shown.trace, shown.outcome, shown.feed, shown.recorder = trace, outcome, None, None

    def _sentence(self, shown: _Variant) -> str:
        if shown.state not in ("done", "failed"):
            return ""
        return shown.outcome or summary(shown.trace, self.ideal)

    def _snapshot(self, shown: _Variant) -> dict[str, Any]:
        now = shown.trace.end if shown.recorder is None else shown.recorder.now()
        return {
            "name": shown.name,
            "state": shown.state,
            "outcome": self._sentence(shown),
            "now": round(now, 6),
            **wire.whole(shown.trace),
        }

    def _tell(self, shown: _Variant, message: dict[str, Any]) -> None:
        # Without a front end there is no comm, and `send` does nothing.
        self.send({"variant": list(self._variants).index(shown.name), **message})
