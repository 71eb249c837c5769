"""The five panels of a page's metrics, and the table that says the same: data for any view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course_lib.exercises.web_vitals.lesson import LIMITS
from course_lib.shop.vitals.reports import BETWEEN, GOOD, NAMES, POOR, assess, rating, shown
from course_lib.shop.vitals.visits import Visit

TITLES = {
    "TTFB": "Time to First Byte",
    "FCP": "First Contentful Paint",
    "LCP": "Largest Contentful Paint",
    "CLS": "Cumulative Layout Shift",
    "INP": "Interaction to Next Paint",
}
WORDS = {GOOD: "good", BETWEEN: "needs improvement", POOR: "poor"}
GLYPHS = {GOOD: "✓", BETWEEN: "△", POOR: "✗"}
ENOUGH = 4  # visits from which on a 75th percentile is shown
SHOWN_VISITS = 12
NONE = "-"


def panels(visits: Sequence[Visit]) -> list[dict[str, Any]]:
    """For each metric its limits and its values, the newest visit last; JSON-ready."""
    return [_panel(name, [visit.now().get(name) for visit in visits]) for name in NAMES]


def _panel(name: str, values: Sequence[float | None]) -> dict[str, Any]:
    good, poor = LIMITS[name]
    known = [value for value in values if value is not None]
    top = max([1.3 * poor, *(1.05 * value for value in known)])
    now = values[-1] if values else None
    earlier = [value for value in values[:-1] if value is not None]
    panel = {
        "name": name,
        "title": TITLES[name],
        "good": good / top,
        "poor": poor / top,
        "limits": [shown(name, good), shown(name, poor)],
        "now": _mark(name, now, top),
        "before": _mark(name, earlier[-1], top) if earlier else None,
        "earlier": [value / top for value in earlier[:-1]],
        "p75": None,
    }
    if len(known) >= ENOUGH:
        panel["p75"] = _mark(name, assess(name, known)[0], top)
    return panel | {"sentence": _sentence(panel)}


def _mark(name: str, value: float | None, top: float) -> dict[str, Any] | None:
    if value is None:
        return None
    rated = rating(name, value)
    return {
        "value": value,
        "at": value / top,
        "text": shown(name, value),
        "rating": rated,
        "word": WORDS[rated],
        "glyph": GLYPHS[rated],
    }


def _sentence(panel: dict[str, Any]) -> str:
    now, before, p75 = panel["now"], panel["before"], panel["p75"]
    good, poor = panel["limits"]
    said = f"{panel['title']}: good up to {good}, poor above {poor}. "
    said += f"This visit: {now['text']}, {now['word']}." if now else "Not reported yet."
    if before:
        said += f" The visit before: {before['text']}."
    if p75:
        said += f" 75th percentile of these visits: {p75['text']}, {p75['word']}."
    return said


def rows(visits: Sequence[Visit]) -> list[list[str]]:
    """A row for each of the newest visits: number, knobs, the five metrics, what was sent."""
    return [
        [
            str(visit.number),
            str(visit.knobs),
            *(_cell(name, visit.now().get(name)) for name in NAMES),
            str(len(visit.sent)),
        ]
        for visit in visits[-SHOWN_VISITS:]
    ]


HEADS = ("visit", "knobs", *NAMES, "sent")


def _cell(name: str, value: float | None) -> str:
    return NONE if value is None else f"{shown(name, value)} {GLYPHS[rating(name, value)]}"


def table(visits: Sequence[Visit]) -> str:
    """The rows as text, with a line that explains the marks."""
    lines = [HEADS, *rows(visits)]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    text = [
        "  ".join(
            f"{cell:<{width}}" if at < 2 else f"{cell:>{width}}"
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    marks = ", ".join(f"{GLYPHS[rated]} {word}" for rated, word in WORDS.items())
    return "\n".join([*text, f"{marks}; sent: reports in the beacons that count"])
