"""Demo: a page of simulated calls that a learner predicts, runs, compares and sweeps.

In JupyterLab it is live: real time, on the kernel's own loop. Everywhere, with or without a
front end, it also puts out a static copy, a picture and its text twin from the virtual clock,
the same every time; while the live view is up, that copy is hidden, for it has the answers.

Classes that browser tests can rely on (NAME is a variant or knob, small, with hyphens):
`course-demo` (with `data-state`: predict, ready, running; `data-running`), `course-knob-NAME`
(holds a range and a number input), `course-predict` (a form), `course-guess`,
`course-predict-commit`, `course-predict-skip`, `course-run-NAME`, `course-run-all`,
`course-stop`, `course-reset`, `course-alert`; below the timeline `course-results` (with
`data-sweep`: closed, busy, done, hidden), `course-outcome-NAME` (with `data-state`: done,
failed, stopped), `course-prediction`, `course-hint`, `course-sweep`, `course-chart`,
`course-table`.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from course_lib.demos.curve import Curve, Good, measure
from course_lib.demos.graph import Graph, graph_text, marked
from course_lib.demos.knobs import Knob, Settings
from course_lib.demos.outcome import Outcome
from course_lib.demos.page import Ideal, Page, Variant
from course_lib.demos.prediction import Prediction
from course_lib.demos.sweep import Sweep, Threshold, sweep_steps
from course_lib.exercises.cells import this_cell
from course_lib.services import Services
from course_lib.services.checks import unknown
from course_lib.tracing.text import trace_text
from course_lib.virtual_time import Run

if TYPE_CHECKING:
    from course_lib.demos.view import View

SWEEP_RUNS = 300
NEEDS = ("threads", "processes")
# The demos that are on show, by the cell that shows them: running a cell again replaces its demo.
_shown: dict[tuple[str, str], Demo] = {}


class Demo:
    """Variants of one page, side by side: `Demo("Account page", services=..., variants={...})`.

    `variants` are async functions of one argument, `api`; keyword-only parameters
    are knobs of the lesson's own. `knobs` are `Knob` objects or "failure",
    "cleanup", "jitter", "seed"; each service with one number as its delay has a
    knob anyway. `ideal` is seconds, or a function that names what it needs:
    `delays`, `services`, any knob. `predict` is a question about the first
    variant, or {variant: question}. `sweep` is how many seeded runs a sweep
    makes, 0 for none; by default there is one where chance plays a part.
    `threshold` is a time that the sweep compares pages with. `needs` names what
    real runs need beyond the loop: "threads", "processes". A `graph` says which
    service needs whose answer: it is drawn with its critical path, each arrow is a
    knob, and variants that name `graph` get it as it stands. Whatever is wrong is a
    ValueError with one sentence.
    """

    def __init__(
        self,
        title: str,
        *,
        services: Services,
        variants: Mapping[str, Variant],
        knobs: Iterable[Knob | str] = ("failure", "seed"),
        ideal: Ideal | None = None,
        predict: str | Mapping[str, str] = "",
        sweep: int | None = None,
        threshold: Threshold | None = None,
        needs: Iterable[str] = (),
        graph: Graph | None = None,
    ) -> None:
        self.page = Page.make(title, services, variants, knobs, ideal, graph)
        self.settings = self.page.settings()
        self.prediction = _prediction(self.page, predict)
        if sweep is None:
            sweep = SWEEP_RUNS if self.page.has_chance() else 0
        if isinstance(sweep, bool) or not isinstance(sweep, int) or sweep < 0:
            raise ValueError(f"sweep is a number of runs, 0 for none, and {sweep!r} is not.")
        self.sweep_runs = sweep
        self.threshold = threshold
        self.needs = tuple(needs)
        for need in self.needs:
            if need not in NEEDS:
                raise ValueError(unknown(need, NEEDS, "need"))
        self._view: View | None = None
        self._key: tuple[str, str] | None = None

    def __repr__(self) -> str:
        return f"<Demo {self.page.title!r}: {', '.join(self.page.variants)}>"

    @property
    def title(self) -> str:
        """The title, as shown."""
        return self.page.title

    def set(self, **knobs: Any) -> Demo:
        """Turn knobs: `demo.set(get_orders=0.3, seed=4)`; a refused position changes nothing."""
        settings = self.settings.with_changes(knobs)
        if self.page.graph is not None:
            self.page.graph.at(settings)  # a cycle is refused before anything changes
        self.settings = settings
        if self._view is not None:
            self._view.turned()
        return self

    def run(self, variant: str, **knobs: Any) -> Run:
        """Run one variant on the virtual clock, with some knobs turned for this run only."""
        return self.page.run(variant, self._with(knobs))

    def outcome(self, variant: str, **knobs: Any) -> Outcome:
        """As `run`, told in sentences: `print(demo.outcome("before"))`."""
        settings = self._with(knobs)
        run = self.page.run(variant, settings)
        return Outcome.of_run(variant, run, self.page.ideal_seconds(settings))

    def compare(self, **knobs: Any) -> str:
        """All variants on the virtual clock: a table of their times beside the ideal."""
        outcomes = [self.outcome(name, **knobs) for name in self.page.variants]
        width = max(len(outcome.variant) for outcome in outcomes)
        return "\n".join(f"{o.variant:<{width}}  {o.time()}" for o in outcomes)

    def sweep(self, runs: int | None = None, **knobs: Any) -> Sweep:
        """Percentiles and success rates over `runs` seeded runs of each variant."""
        runs = self.sweep_runs or SWEEP_RUNS if runs is None else runs
        if isinstance(runs, bool) or not isinstance(runs, int) or runs < 1:
            raise ValueError(f"A sweep needs at least one run, and {runs!r} is not that.")
        steps = sweep_steps(
            self.page, self._with(knobs), list(self.page.variants), runs, self.threshold
        )
        *_, sweep = steps
        return sweep

    def curve(
        self,
        knob: str,
        values: Iterable[float],
        *,
        runs: int = SWEEP_RUNS,
        good: Good | None = None,
        expected: Callable[..., float] | Mapping[str, Callable[..., float]] | None = None,
        what: str = "pages that succeed",
        **knobs: Any,
    ) -> Curve:
        """The share of good pages against one knob, with 95 % intervals; see `curve.measure`.

        `good` judges what a page returned; `expected` is a formula, or one a variant.
        """
        return measure(
            self.page,
            self._with(knobs),
            knob,
            values,
            runs,
            variants=self.page.variants,
            good=good,
            expected=expected,
            what=what,
        )

    def predict(self, guess: Any) -> str:
        """Commit to a number of milliseconds; gives the sentence that compares it."""
        if self.prediction is None:
            raise ValueError("This demo asks for no prediction.")
        variant = self.prediction.variant
        self.prediction.make(guess, 1000 * self.run(variant).elapsed, self.settings)
        if self._view is not None:
            self._view.predicted()
        return self.prediction.sentence()

    def skip(self) -> None:
        """Go on without a prediction."""
        if self.prediction is not None:
            self.prediction.skip()
        if self._view is not None:
            self._view.predicted()

    def text(self) -> str:
        """The text twin of the whole demo, from the virtual clock."""
        parts = [self.title]
        if self.prediction is not None:
            parts.append(f"Predict: {self.prediction.question}")
        path = self.page.critical(self.settings)
        if path is not None:
            parts.append(graph_text(*self._graph_now()))
        for name in self.page.variants:
            outcome = self.outcome(name)
            trace = outcome.trace if path is None else marked(outcome.trace, path)
            picture = trace_text(trace, ideal=outcome.ideal)
            # The sentence after the picture says all that its last line does, and more.
            parts.append("\n".join([name, *picture.splitlines()[:-1], *outcome.sentences()]))
        return "\n\n".join(parts)

    async def live(self, variant: str) -> Outcome:
        """Run one variant in real time and wait for it: `await demo.live("after")`."""
        from course_lib.demos.view import View

        self.page.variant(variant)
        view = self._view or View(self)
        try:
            return await view.run_and_wait(variant)
        finally:
            if view is not self._view:
                view.close()

    def close(self) -> None:
        """Stop what runs and take the live view down."""
        if self._key is not None and _shown.get(self._key) is self:
            del _shown[self._key]
        if self._view is not None:
            self._view.close()
            self._view = None

    def _graph_now(self) -> tuple[dict[str, tuple[str, ...]], dict[str, float]]:
        """What needs what, and how long each call takes, as the knobs stand."""
        return self.page.graph.at(self.settings), self.settings.tune(self.page.services).delays

    def _with(self, knobs: Mapping[str, Any]) -> Settings:
        return self.settings.with_changes(knobs) if knobs else self.settings

    def _ipython_display_(self) -> None:
        from IPython.display import display

        from course_lib.timeline.static import METADATA

        if not os.environ.get("COURSE_HEADLESS"):
            from course_lib.demos.view import View

            key = (this_cell(), self.title)
            if key in _shown:
                _shown[key].close()
            self.close()
            self._key, _shown[key] = key, self
            self._view = View(self)
            display(self._view.bundle(), raw=True)
        # After the view, which hides it (demo.css): drawing takes a while, and it has the answers.
        display(self.static(), raw=True, metadata=dict(METADATA))

    def static(self) -> dict[str, str]:
        """The copy that needs no kernel: a MIME bundle of the text twin and a picture."""
        from course_lib.timeline import static_bundle

        traces = {name: self.run(name).trace for name in self.page.variants}
        ideal = self.page.ideal_seconds(self.settings)
        path = self.page.critical(self.settings)
        if path is not None:
            traces = {name: marked(trace, path) for name, trace in traces.items()}
        bundle = static_bundle(traces, ideal=ideal, title=self.title)
        if path is not None and "image/png" in bundle:
            from course_lib.demos.graph_view import with_graph

            png = with_graph(base64.b64decode(bundle["image/png"]), *self._graph_now())
            bundle["image/png"] = base64.b64encode(png).decode("ascii")
        # Only the text is compared in CI; it says more than the picture's own.
        return bundle | {"text/plain": self.text()}


def _prediction(page: Page, asked: str | Mapping[str, str]) -> Prediction | None:
    if not asked:
        return None
    if isinstance(asked, str):
        return Prediction(page.title, next(iter(page.variants)), asked)
    if len(asked) != 1:
        raise ValueError('predict is one question: "..." or {"variant": "..."}.')
    ((variant, question),) = asked.items()
    if variant not in page.variants:
        raise ValueError(f"The prediction: {unknown(variant, tuple(page.variants), 'variant')}")
    return Prediction(page.title, variant, question)
