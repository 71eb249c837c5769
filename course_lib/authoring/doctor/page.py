"""The report of the doctor as HTML: what is missing first, the rest folded away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course_lib.exercises.markup import Markup, element
from course_lib.exercises.view import style

from . import READY, STATES

if TYPE_CHECKING:
    from . import Line, Report

SIGNS = dict(zip(STATES, ("✓", "·", "✗"), strict=True))


def report_html(report: Report) -> Markup:
    """One sentence or what is missing, and a table of everything."""
    sentence = f"{len(report.missing)} to mend:" if report.missing else READY
    return element(
        "section",
        style(),
        element("p", sentence, class_="fp-summary", role="status"),
        _table(report.missing) if report.missing else None,
        element(
            "details",
            element("summary", "What was looked at"),
            _table(report.lines),
        ),
        class_="fp-verdict",
        aria_label="Your environment",
    )


def _table(lines: tuple[Line, ...]) -> Markup:
    heads = ("", "What", "Found", "To run")
    tops = (element("th", head, scope="col") if head else element("td") for head in heads)
    table = element(
        "table", element("thead", element("tr", *tops)), element("tbody", *map(_row, lines))
    )
    return element("div", table, class_="fp-scroll")


def _row(line: Line) -> Markup:
    return element(
        "tr",
        element("th", f"{SIGNS[line.state]} {line.state}", scope="row"),
        element("td", line.name),
        element("td", line.text),
        element("td", element("code", line.run) if line.run else ""),
    )
