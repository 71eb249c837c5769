"""How a verdict and an exercise look: text and HTML from the same data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.exercises.markup import Markup, element, html
from course_lib.timeline.static import trace_html, trace_svg
from course_lib.tracing.text import trace_text

if TYPE_CHECKING:
    from course_lib.exercises.model import Exercise
    from course_lib.exercises.verdict import Finding, RequirementResult, Verdict
    from course_lib.tracing import Trace

MET, MISSED = "✓", "✗"


@lru_cache
def style(name: str = "verdict") -> Markup:
    """A style sheet, in the theme's own colours and without its comments.

    Stored outputs hold that of verdicts, so what only pictures need has its own.
    """
    css = Path(__file__).with_name(f"{name}.css").read_text(encoding="utf-8")
    return element("style", Markup(re.sub(r"/\*.*?\*/\s*|\n(?=\n)", "", css, flags=re.DOTALL)))


def verdict_text(verdict: Verdict) -> str:
    """Everything that the verdict says, for the terminal and for screen readers."""
    lines = [verdict.summary]
    for finding in verdict.findings:
        lines += ["", f"{MISSED} {finding.message}"]
        if finding.advice:
            lines.append(f"  {finding.advice}")
    if verdict.requirements:
        lines.append("")
    told = {finding.message for finding in verdict.findings}
    for result in verdict.requirements:
        note = "" if result.judged else " (not judged)"
        lines.append(f"{result.sign[0]} {result.text}{note}")
        if result.judged and not result.met:
            lines.append(f"    expected: {result.expected}")
            lines += [] if result.actual in told else [f"    your code: {result.actual}"]
    lines += ["", *verdict.notes] if verdict.notes else []
    if verdict.trace is not None and verdict.trace.spans:
        lines += ["", timeline_text(verdict)]
    return "\n".join(lines)


def timeline_text(verdict: Verdict) -> str:
    """The decisive run as text, with the ideal."""
    return trace_text(verdict.trace, title=_story(verdict), ideal=verdict.ideal)


def _story(verdict: Verdict) -> str:
    return f"What happened: {verdict.story}" if verdict.story else "What happened"


def verdict_html(verdict: Verdict) -> Markup:
    """What was found, the requirements as a table, and the timeline of the decisive run."""
    return element(
        "section",
        style(),
        _heading(verdict),
        *map(_finding, verdict.findings),
        _table(verdict.requirements, with_actual=True),
        *(element("p", note) for note in verdict.notes),
        timeline_html(verdict),
        class_=f"fp-verdict fp-{verdict.outcome}",
        aria_label=verdict.summary,
    )


def in_ascii(page: Markup) -> Markup:
    """The same page, with references in the place of other characters."""
    return Markup(page.encode("ascii", "xmlcharrefreplace").decode("ascii"))


def passed_html(verdict: Verdict) -> Markup:
    """The same for every right answer: the contract, and that it is met."""
    return element(
        "section",
        style(),
        _heading(verdict),
        _table(verdict.requirements, with_actual=False),
        class_="fp-verdict fp-passed",
        aria_label=verdict.summary,
    )


def run_html(verdict: Verdict) -> Markup:
    """What is particular to this run of a right answer."""
    rows = (
        element("tr", *(element("td", code_html(text)) for text in (r.text, r.actual)))
        for r in verdict.requirements
    )
    return element(
        "section",
        style(),
        _grid(("Requirement", "Your code"), rows),
        *(element("p", note) for note in verdict.notes),
        timeline_html(verdict),
        class_="fp-verdict",
        aria_label="What your code did",
    )


def timeline_html(verdict: Verdict) -> Markup | None:
    """The picture of the decisive run, and its text twin folded away."""
    if verdict.trace is None or not verdict.trace.spans:
        return None
    return traces_html({"your code": verdict.trace}, verdict.ideal, _story(verdict))


def traces_html(traces: Mapping[str, Trace], ideal: float | None, title: str) -> Markup:
    """The picture of some runs on one axis, and its text twin folded away."""
    return element("div", style("picture"), *_picture(traces, ideal, title), class_="fp-run")


def picture_html(verdict: Verdict) -> tuple[Markup, Markup]:
    """The picture of the decisive run, and the table behind it, without their style sheet."""
    return _picture({"your code": verdict.trace}, verdict.ideal, _story(verdict))


def _picture(traces: Mapping[str, Trace], ideal: float | None, title: str) -> tuple[Markup, Markup]:
    picture = Markup(trace_svg(traces, ideal=ideal, title=title))
    twin = Markup(trace_html(traces, ideal=ideal))
    return (
        element("div", picture, class_="fp-picture"),
        element("details", element("summary", "The timeline as a table"), _scroll(twin)),
    )


def _heading(verdict: Verdict) -> Markup:
    sign = MET if verdict.passed else MISSED if verdict.outcome == "failed" else "·"
    return element("p", f"{sign} {verdict.summary}", class_="fp-summary", role="status")


def _finding(finding: Finding) -> Markup:
    return element(
        "div",
        element("p", code_html(finding.message)),
        element("p", code_html(finding.advice), class_="fp-advice") if finding.advice else None,
        element("details", element("summary", "Traceback"), element("pre", finding.details))
        if finding.details
        else None,
        class_="fp-finding",
    )


def _table(results: tuple[RequirementResult, ...], *, with_actual: bool) -> Markup | None:
    if not results:
        return None
    heads = ["", "Requirement", "Expected", *(["Your code"] if with_actual else [])]
    rows = []
    for result in results:
        cells = [result.text, result.expected, *([result.actual] if with_actual else [])]
        rows.append(
            element(
                "tr",
                element("th", result.sign, scope="row"),
                *(element("td", code_html(text)) for text in cells),
                class_="fp-met" if result.met else "fp-missed",
            )
        )
    return _grid(heads, rows)


def _grid(heads: Sequence[str], rows: Iterable[Markup]) -> Markup:
    """A table with a heading for each column; a corner without words is no heading."""
    tops = (element("th", head, scope="col") if head else element("td") for head in heads)
    return _scroll(
        element("table", element("thead", element("tr", *tops)), element("tbody", *rows))
    )


def _scroll(wide: Markup) -> Markup:
    """On a narrow page a table scrolls by itself, and the page does not."""
    return element("div", wide, class_="fp-scroll")


def code_html(text: str) -> Markup:
    """`text` escaped, with what stands between backticks as code."""
    parts = re.split(r"`([^`]+)`", text)
    return Markup("".join(element("code", p) if i % 2 else html(p) for i, p in enumerate(parts)))


def exercise_text(exercise: Exercise) -> str:
    """The ticket and the contract; the same every time."""
    lines = [
        f"{exercise.ticket} · {exercise.id} ({exercise.rank}): {exercise.title}",
        "",
        exercise.contract.replace("`", ""),
        "",
        "Requirements:",
        *(f"  {i}. {r.text}" for i, r in enumerate(exercise.requirements, 1)),
        "",
        f'Stuck: exercise("{exercise.id}").hint() gives the next of {len(exercise.hints)} hints.',
    ]
    return "\n".join(lines)


def exercise_html(exercise: Exercise) -> Markup:
    """The ticket, and the contract as a table of requirements."""
    rows = (
        element(
            "tr",
            element("td", str(i)),
            element("td", code_html(r.text)),
            element("td", code_html(r.expected)),
        )
        for i, r in enumerate(exercise.requirements, 1)
    )
    heads = ("", "Requirement", "A right answer")
    return element(
        "section",
        style(),
        element(
            "p",
            f"{exercise.ticket} · {exercise.title} ({exercise.rank})",
            class_="fp-summary",
        ),
        element("p", code_html(exercise.contract)),
        _grid(heads, rows),
        class_="fp-verdict",
        aria_label=f"Exercise {exercise.id}",
    )
