"""The live view of a demo: widgets, presses, and runs on the kernel's loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ipywidgets import VBox

from course_lib.demos.graph_view import graph_picture, graph_widget
from course_lib.demos.live import LiveRun, LiveRuns
from course_lib.demos.outcome import Outcome, named_error
from course_lib.demos.sweep_view import SweepView
from course_lib.demos.widgets import Controls, Results
from course_lib.timeline import Timeline
from course_lib.tracing import events
from course_lib.tracing.runtime import in_browser
from course_lib.virtual_time.where import of_traceback

if TYPE_CHECKING:
    from course_lib.demos.demo import Demo

VIEW = "application/vnd.jupyter.widget-view+json"
_MOVED = "The knobs have moved since these runs."


class View:
    """What a learner sees of `demo`, for as long as the kernel and the cell live."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        page = demo.page
        question = demo.prediction
        spec = {
            "title": page.title,
            "variants": list(page.variants),
            "knobs": [knob.to_dict() for knob in page.knobs.values()],
            "question": question.question if question else "",
            "predicted": question.variant if question else "",
            "runs": demo.sweep_runs,
        }
        self.controls = Controls(spec=spec, values=dict(demo.settings))
        self.timeline = Timeline(list(page.variants), title=page.title)
        self.results = Results(spec=spec)
        self.graph = graph_widget(page.title, self._graph_picture()) if page.graph else None
        self._box: VBox | None = None
        # Where the demo was shown: presses may arrive in another thread.
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None
        self._runs = (
            LiveRuns(self._loop, self._show_error, self._show_phase) if self._loop else None
        )
        self._sweep = SweepView(self)
        self._settings_shown = demo.settings
        self._outcomes: dict[str, Outcome] = {}
        self._closed = False
        for widget in (self.controls, self.results):
            widget.on_msg(self._on_message)
        self._show_phase()

    def bundle(self) -> dict[str, Any]:
        """The display: a widget view and nothing else, so that a stored notebook keeps none."""
        self._box = VBox([widget for widget in self._widgets() if widget is not None])
        model = {"version_major": 2, "version_minor": 0, "model_id": self._box.model_id}
        return {VIEW: model}

    def close(self) -> None:
        """Stop everything and close each widget that was made; once is enough."""
        if self._closed:
            return
        self._closed = True
        if self._runs is not None:
            self._runs.stop()
        self._sweep.stop()
        for widget in (self._box, *self._widgets()):
            if widget is not None:
                # ipywidgets gives each widget a layout, a widget too, and leaves it behind.
                layout = widget.layout
                widget.close()
                layout.close()

    def _widgets(self) -> tuple[Any, ...]:
        """From top to bottom; None where the demo has no graph."""
        return self.controls, self.graph, self.timeline, self.results

    # -- presses ---------------------------------------------------------------------------

    def _on_message(self, widget: Any, content: dict[str, Any], buffers: Any) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._guarded, self._pressed, content)
        else:
            self._guarded(self._pressed, content)

    def _guarded(self, function: Callable[..., None], *args: Any) -> None:
        """Errors in a press never reach the notebook: the demo itself says them."""
        if self._closed:
            return
        try:
            self.controls.alert = ""
            function(*args)
        except ValueError as error:
            where = of_traceback(error.__traceback__)
            self.controls.alert = str(error) if where is None else f"{error} ({where})"
            self.controls.refused += 1
        except Exception as error:
            self._show_error(error)

    def _pressed(self, content: dict[str, Any]) -> None:
        match content:
            case {"do": "run", "variants": [*variants]}:
                self.start(variants)
            case {"do": "stop"}:
                if self._runs is not None:
                    self._runs.stop()
            case {"do": "set", "knob": knob, "value": value}:
                self.demo.set(**{knob: value})
            case {"do": "reset"}:
                self.demo.set(**{name: k.value for name, k in self.demo.page.knobs.items()})
            case {"do": "predict", "guess": guess}:
                self.demo.predict(guess)
            case {"do": "skip"}:
                self.demo.skip()
            case {"do": "sweep", "open": is_open}:
                self._sweep.open(bool(is_open))

    def _show_error(self, error: BaseException) -> None:
        if not self._closed:
            self.controls.alert = f"The demo could not go on: {named_error(error)}."

    # -- runs ------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """True while a live run, or what it left behind, is under way."""
        return self._runs is not None and self._runs.busy

    @property
    def loop(self) -> asyncio.AbstractEventLoop | None:
        """The kernel's main loop."""
        return self._loop

    def start(self, variants: list[str]) -> list[LiveRun]:
        """Run these variants live, one after another, instead of whatever runs now."""
        demo, settings = self.demo, self.demo.settings
        if demo.prediction is not None and demo.prediction.state == "open":
            raise ValueError("Write down your prediction first, or press Skip.")
        if self._runs is None:
            raise ValueError("No event loop is running here, so nothing can run live.")
        if missing := missing_here(demo.needs):
            for name in variants:
                self._show_virtual(name, missing)
            return []
        runs = []
        for name in variants:
            exact = demo.page.run(name, settings)
            run = LiveRun(name, demo.page.start(name, settings), self._began, self._ended)
            run.may_block = exact.stopped is not None or exact.blocked > 0
            run.note = {"settings": settings, "exact": Outcome.of_run(name, exact, None)}
            run.note["elapsed"] = exact.elapsed if exact.stopped is None else None
            runs.append(run)
        self._sweep.stop()
        self._runs.start(runs)
        return runs

    async def run_and_wait(self, variant: str) -> Outcome:
        """One live run from within a cell."""
        (run,) = self.start([variant]) or [None]
        if run is None:
            return self._outcomes[variant]
        await asyncio.sleep(0)
        try:
            await self._runs.idle.wait()
        except asyncio.CancelledError:
            self._runs.stop()
            raise
        if "outcome" not in run.note:
            raise RuntimeError("Another run took this one's place.")
        return run.note["outcome"]

    def _began(self, run: LiveRun) -> None:
        if self._closed:
            return
        self._make_room(run.note["settings"])
        self.controls.running = run.variant
        self.controls.phase = "running"
        self.timeline.begin(run.variant, run.recorder)

    def _make_room(self, settings: Any) -> None:
        """Runs with other positions of the knobs cannot stand on one axis with this one."""
        ideal = self.demo.page.ideal_seconds(settings)
        if settings is not self._settings_shown and dict(settings) != dict(self._settings_shown):
            self._outcomes.clear()
            self.results.outcomes = []
            self.timeline.clear()
        self._settings_shown = settings
        self.timeline.ideal = ideal
        path = self.demo.page.critical(settings)
        self.timeline.critical = list(path.names) if path else []
        self._show_hint()

    def _ended(self, run: LiveRun) -> None:
        ideal = self.demo.page.ideal_seconds(run.note["settings"])
        outcome = Outcome(
            run.variant,
            run.recorder.trace,
            ideal,
            run.value,
            run.exception,
            run.note["elapsed"],
            run.stopped,
            run.note["exact"].notes,
        )
        run.note["outcome"] = outcome
        events.publish(
            "ran",
            demo=self.demo.title,
            variant=run.variant,
            seconds=round(run.recorder.trace.ended or 0.0, 6),
            ideal=ideal,
            stopped=run.stopped,
        )
        if self._closed:
            return
        self.timeline.finish(run.variant, outcome.trace, outcome.time(), failed=outcome.failed)
        self._tell(outcome)
        self.controls.running = ""

    def _show_virtual(self, variant: str, why: str) -> None:
        settings = self.demo.settings
        self._make_room(settings)
        outcome = Outcome.of_run(
            variant, self.demo.page.run(variant, settings), self.timeline.ideal
        )
        outcome = replace(outcome, notes=(*outcome.notes, why))
        self.timeline.show(variant, outcome.trace, outcome.time(), failed=outcome.failed)
        self._tell(outcome)

    # -- what is shown ---------------------------------------------------------------------

    def _tell(self, outcome: Outcome) -> None:
        self._outcomes.pop(outcome.variant, None)
        self._outcomes[outcome.variant] = outcome
        # The timeline has the times; here stands what they do not say.
        self.results.outcomes = [
            {
                "variant": each.variant,
                "state": _state(each),
                "seconds": each.trace.ended,
                "text": " ".join(each.details()),
            }
            for each in self._outcomes.values()
        ]
        prediction = self.demo.prediction
        if prediction is not None and outcome.variant == prediction.variant:
            moved = prediction.knobs != dict(self._settings_shown)
            self.results.said = prediction.sentence(moved)

    def _show_phase(self) -> None:
        if self._closed:
            return
        prediction = self.demo.prediction
        if prediction is not None and prediction.state == "open":
            self.controls.phase = "predict"
        else:
            self.controls.phase = "running" if self.busy else "ready"
        self._sweep.allowed(self.controls.phase)
        self._show_graph()

    def _show_hint(self) -> None:
        moved = dict(self._settings_shown) != dict(self.demo.settings)
        self.results.hint = _MOVED if moved and self._outcomes else ""

    def _show_graph(self) -> None:
        if self.graph is not None:
            self.graph.picture = self._graph_picture()

    def _graph_picture(self) -> dict[str, Any]:
        """As the knobs stand; the critical path would give the prediction away."""
        page, settings, prediction = self.demo.page, self.demo.settings, self.demo.prediction
        answer = prediction is None or prediction.state != "open"
        delays = settings.tune(page.services).delays
        return graph_picture(page.graph.at(settings), delays, answer=answer)

    def predicted(self) -> None:
        """The prediction is made or skipped: show what it kept back."""
        self._show_phase()

    def turned(self) -> None:
        """The knobs have new positions."""
        self.controls.values = dict(self.demo.settings)
        self._show_hint()
        self._show_graph()
        self._sweep.turned()


def _state(outcome: Outcome) -> str:
    return "stopped" if outcome.stopped else "failed" if outcome.exception else "done"


def missing_here(needs: tuple[str, ...]) -> str:
    """The sentence about what this runtime cannot do, empty if it can do all of `needs`."""
    if not in_browser() or not needs:
        return ""
    return (
        f"This browser-only runtime has no {' and no '.join(needs)}, so nothing ran live; "
        "this is the result on the virtual clock."
    )
