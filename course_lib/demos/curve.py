"""A share of pages against one knob, measured in seeded runs, with a formula as the ruler."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from course_lib.demos.knobs import Settings
from course_lib.demos.page import Page
from course_lib.demos.sweep import percent, wilson
from course_lib.timeline.png import pixels, small_png, with_png
from course_lib.virtual_time import guards

# A page is good or it is not; by default it is good when it raises nothing.
Good = Callable[[Any], bool]
_WIDTH, _HEIGHT, _DENSITY = 640, 320, 2
# Okabe and Ito's colours, each with a mark of its own.
_LOOKS = (("#0072B2", "o"), ("#D55E00", "s"), ("#009E73", "^"), ("#CC79A7", "D"))


@dataclass(frozen=True)
class Point:
    """`hits` good pages in `runs`, with the knob at `at`; `expected` is the formula's share."""

    at: float
    hits: int
    runs: int
    expected: float | None = None

    @property
    def rate(self) -> float:
        """The share of good pages."""
        return self.hits / self.runs

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share."""
        return wilson(self.hits, self.runs)


@dataclass(frozen=True)
class Curve:
    """One line of points a variant. Prints as a table; in a notebook with a picture above it."""

    title: str
    knob: str
    what: str
    lines: Mapping[str, tuple[Point, ...]]

    def rows(self) -> list[dict[str, str]]:
        """One dict a point: heading -> cell."""
        return [
            {"variant": name, self.knob: f"{point.at:g}"} | _cells(point, self.what)
            for name, points in self.lines.items()
            for point in points
        ]

    def text(self) -> str:
        """The text twin: the table that the picture is drawn from."""
        rows = self.rows()
        heads = list(dict.fromkeys(head for row in rows for head in row))
        table = [heads, *([row.get(head, "") for head in heads] for row in rows)]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = [
            "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in table
        ]
        runs = next(iter(self.lines.values()))[0].runs
        return "\n".join([f"{self.title}: {runs} seeded runs a point", *lines])

    __str__ = __repr__ = text

    def png(self) -> bytes:
        """The picture; raises ImportError where matplotlib is not installed."""
        from matplotlib import rc_context
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        # A learner's own style must not reach the picture.
        with rc_context({"font.family": ["DejaVu Sans"], "font.size": 9}):
            figure = Figure((_WIDTH / 100, _HEIGHT / 100), dpi=100 * _DENSITY, layout="tight")
            canvas = FigureCanvasAgg(figure)
            axes = figure.add_subplot()
            for (name, points), look in zip(self.lines.items(), _LOOKS * 9, strict=False):
                _draw(axes, name, points, look)
            axes.set_title(self.title, fontsize=10)
            axes.set_xlabel(self.knob)
            axes.set_ylabel(f"{self.what} (%)")
            axes.set_ylim(-3, 103)
            axes.grid(alpha=0.3)
            axes.legend(frameon=False)
            canvas.draw()
        return small_png(pixels(canvas))

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        return with_png(self.text(), self.png), {"image/png": {"width": _WIDTH}}


def _cells(point: Point, what: str) -> dict[str, str]:
    low, high = point.interval
    row = {what: percent(point.rate), "95 % interval": f"{percent(low)} to {percent(high)}"}
    if point.expected is not None:
        row["formula"] = percent(point.expected)
    return row


def _draw(axes: Any, name: str, points: tuple[Point, ...], look: tuple[str, str]) -> None:
    colour, mark = look
    xs = [point.at for point in points]
    rates = [100 * point.rate for point in points]
    # Rounding may put a bound a hair inside its own rate; a bar has no negative length.
    below = [max(100 * (point.rate - point.interval[0]), 0) for point in points]
    above = [max(100 * (point.interval[1] - point.rate), 0) for point in points]
    known = all(point.expected is not None for point in points)
    axes.errorbar(
        xs, rates, (below, above), color=colour, marker=mark, markersize=5, capsize=3,
        linestyle="none" if known else "-", label=f"{name} (95 % interval)",
    )  # fmt: skip
    if known:
        expected = [100 * point.expected for point in points]
        axes.plot(xs, expected, color=colour, linestyle="--", label=f"{name}: the formula")


def measure(
    page: Page,
    settings: Settings,
    knob: str,
    values: Iterable[float],
    runs: int,
    *,
    variants: Iterable[str],
    good: Good | None = None,
    expected: Callable[..., float] | Mapping[str, Callable[..., float]] | None = None,
    what: str = "pages that succeed",
) -> Curve:
    """Run each variant `runs` times with `knob` at each of `values`, seeds 0 to `runs` - 1.

    `expected` gives a probability and names what it needs, as a demo's ideal does; a
    mapping has one formula a variant. An unknown knob or a bad value is a ValueError.
    """
    values = list(values)
    lines = {}
    for name in variants:
        formula = expected.get(name) if isinstance(expected, Mapping) else expected
        points = []
        for value in values:
            placed = settings.with_changes({knob: value})
            share = None if formula is None else page.evaluate(formula, placed, "The formula")
            hits = _count(page, placed, name, runs, good)
            points.append(Point(value, hits, runs, share))
        lines[name] = tuple(points)
    return Curve(page.title, page.knobs[knob].title, what, lines)


def _count(page: Page, settings: Settings, variant: str, runs: int, good: Good | None) -> int:
    function, own = page.prepared(variant, settings)
    services = settings.tune(page.services)
    hits = 0
    with guards(getattr(function, "__globals__", None)) as batch:
        for seed in range(runs):
            run = batch.run(partial(function, services.connect(seed), **own),
                            trace=False, settle=False)  # fmt: skip
            fine = run.exception is None and run.stopped is None
            hits += fine and (good is None or bool(good(run.value)))
    return hits
