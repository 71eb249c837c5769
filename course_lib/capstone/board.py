"""What each of the eight patterns is worth on the day of the sale, measured and side by side."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.capstone import before as as_it_was
from course_lib.capstone.friday import TRACKING_IS_DOWN, Friday, play
from course_lib.exercises.friday.sale import nearest_rank
from course_lib.exercises.friday.visit import Visit
from course_lib.exercises.stage import group_leaves

REQUESTS = 200
BUDGET_MB = 52.0  # raw, unpacked: what the platform team has allowed the sample app
NOTHING_EXCLUDED: tuple[str, ...] = ()
HEADINGS = ("Lesson", "Pattern", "What is measured")


@dataclass(frozen=True)
class Figure:
    """One measurement: the number, how it reads, and whether it is what the pattern promises."""

    number: float
    text: str
    good: bool

    def __str__(self) -> str:
        return f"{self.text} {'✓' if self.good else '✗'}"


@dataclass(frozen=True)
class Measure:
    """A row of the board: one pattern, and how its figure is read from a day."""

    lesson: int
    pattern: str
    what: str
    read: Callable[[Friday, Sequence[str]], Figure]


def scoreboard(
    handle: Callable[..., Any] = as_it_was.handle_product_page,
    shutdown: Callable[..., Any] = as_it_was.shutdown,
    *,
    exclude: Sequence[str] = NOTHING_EXCLUDED,
    requests: int = REQUESTS,
    seed: int = 0,
) -> Scoreboard:
    """Play the day twice, with the service as it was and with yours, under the same load.

    `exclude` are patterns for the bundle (lesson 8), `requests` how many customers come in 3 s.
    Raises ValueError for fewer than one request.
    """
    if isinstance(requests, bool) or not isinstance(requests, int) or requests < 1:
        raise ValueError(f"requests is a number of customers, 1 or more, and {requests!r} is not.")
    old = play(as_it_was.handle_product_page, as_it_was.shutdown, requests, seed)
    new = play(handle, shutdown, requests, seed)
    rows = tuple(
        (measure, measure.read(old, NOTHING_EXCLUDED), measure.read(new, exclude))
        for measure in MEASURES
    )
    return Scoreboard(rows, requests, new.problem)


@dataclass(frozen=True)
class Scoreboard:
    """A row a pattern: (measure, the figure before, yours). Prints as a table."""

    rows: tuple[tuple[Measure, Figure, Figure], ...]
    requests: int
    problem: str = ""

    @property
    def kept(self) -> int:
        """How many of the eight promises your service keeps."""
        return sum(now.good for _, _, now in self.rows)

    def table(self) -> list[tuple[str, ...]]:
        """The heading and the rows, as text."""
        lines = [(*HEADINGS, "before", "yours")]
        for measure, old, now in self.rows:
            lines.append((str(measure.lesson), measure.pattern, measure.what, str(old), str(now)))
        return lines

    def text(self) -> str:
        """The table, and one sentence below it."""
        lines = self.table()
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        rows = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
        return "\n".join([f"Friday, {self.requests} customers in 3 s", *rows, self.sentence()])

    __str__ = __repr__ = text

    def sentence(self) -> str:
        """How many promises are kept; what broke the day, if something did."""
        if self.problem:
            return f"Your service broke down: {self.problem}"
        return f"Your service keeps {self.kept} of {len(self.rows)} promises."

    def _repr_html_(self) -> str:
        root = ET.Element("div", {"class": "fp-scoreboard"})
        table = ET.SubElement(root, "table")
        ET.SubElement(table, "caption").text = f"Friday, {self.requests} customers in 3 s"
        heading, *rows = self.table()
        head = ET.SubElement(ET.SubElement(table, "thead"), "tr")
        for text in heading:
            ET.SubElement(head, "th", {"scope": "col"}).text = text
        body = ET.SubElement(table, "tbody")
        for row in rows:
            line = ET.SubElement(body, "tr")
            for text in row:
                ET.SubElement(line, "td").text = text
        ET.SubElement(root, "p").text = self.sentence()
        return ET.tostring(root, encoding="unicode", method="html")


def _parallel(day: Friday, _: Sequence[str]) -> Figure:
    times = [visit.took for visit in day.pages]
    if not times:
        return Figure(0.0, "no page", False)
    ideal = nearest_rank([visit.ideal for visit in day.pages], 75)
    p50, p75, p99 = (nearest_rank(times, percent) for percent in (50, 75, 99))
    return Figure(p75, f"{p50:.2f} / {p75:.2f} / {p99:.2f} s", p75 <= 1.05 * ideal)


def _partial(day: Friday, _: Sequence[str]) -> Figure:
    due = [visit for visit in day.visits if not visit.failing()[1]]
    got = sum(visit.error is None and visit.value is not None for visit in due)
    share = got / len(due) if due else 1.0
    return Figure(share, f"{100 * share:.1f} %", share == 1.0)


def _background(day: Friday, _: Sequence[str]) -> Figure:
    never = float("inf")
    waited = sum(day.tracked.get(visit.slug, never) <= visit.ended for visit in day.pages)
    taken = sum(_lost_to_analytics(visit) for visit in day.visits)
    text = f"{waited} waited, {taken} lost, {day.orphans} orphans"
    return Figure(waited + taken, text, waited + taken + day.orphans == 0)


def _lost_to_analytics(visit: Visit) -> bool:
    return any(leaf.args == (TRACKING_IS_DOWN,) for leaf in group_leaves(visit.error))


def _graph(day: Friday, _: Sequence[str]) -> Figure:
    times = [visit.took / visit.ideal for visit in day.pages]
    if not times:
        return Figure(0.0, "no page", False)
    worst = nearest_rank(times, 75)
    return Figure(worst, f"{worst:.2f} times", worst <= 1.05)


def _logging(day: Friday, _: Sequence[str]) -> Figure:
    keys = {"status", "duration_ms", "parts"}
    records = sum(
        isinstance(record.said, dict) and keys <= set(record.said)
        for visit in day.visits
        for record in visit.records
    )
    each = records / len(day.visits)
    one = all(len(visit.records) == 1 for visit in day.visits)
    return Figure(each, f"{each:.2f}", one and records == len(day.visits))


def _health(day: Friday, _: Sequence[str]) -> Figure:
    return Figure(day.lost, str(day.lost), day.lost == 0)


def _vitals(day: Friday, _: Sequence[str]) -> Figure:
    """The server's share of LCP is what was just measured; the browser's was recorded."""
    from course_lib.shop.vitals.replay import recorded
    from course_lib.shop.vitals.reports import assess

    browser = []
    for name in ("no knob turned", "server 900 ms"):
        values = recorded(name).final()
        browser.append(values["LCP"] - values["TTFB"])
    lcp = [1000 * v.took + browser[n % len(browser)] for n, v in enumerate(day.pages)]
    if not lcp:
        return Figure(0.0, "no page", False)
    value, rating = assess("LCP", lcp)
    return Figure(value, f"{value:.0f} ms, {rating}", rating == "good")


def _bundle(_: Friday, exclude: Sequence[str]) -> Figure:
    from course_lib.bundles.inventory import recorded

    raw = recorded().without(list(exclude)).raw / 1e6
    return Figure(raw, f"{raw:.1f} of {BUDGET_MB:g} MB", raw <= BUDGET_MB)


MEASURES = (
    Measure(1, "parallel fetches", "p50 / p75 / p99 of the pages", _parallel),
    Measure(2, "partial results", "pages served, of those that could be", _partial),
    Measure(3, "background work", "customers who paid for analytics", _background),
    Measure(4, "page data", "p75 of time / critical path", _graph),
    Measure(5, "structured logging", "records a request", _logging),
    Measure(6, "health checks", "requests lost in the restart", _health),
    Measure(7, "web vitals", "p75 of LCP", _vitals),
    Measure(8, "bundle budget", "size of the artefact", _bundle),
)
