"""The report as one HTML page that needs nothing else: no script, no network, all escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from course_lib.classroom.results import OUTCOMES, ClassReport, Result, Sheet, Tally, beliefs
from course_lib.exercises.manifest import exercise
from course_lib.exercises.markup import Markup, element
from course_lib.exercises.verdict import Verdict
from course_lib.exercises.view import code_html, picture_html, style
from course_lib.exercises.words import listed, number
from course_lib.tracing.text import one_line

SIGNS = {"passed": "✓", "failed": "✗", "not_attempted": "·", "error": "?"}
# Whatever slipped through, a browser would not run or load it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
COMMON = 3  # misconceptions named beside an exercise
TITLE = "Class report"


def report_html(report: ClassReport, trusted: bool = False) -> str:
    """The whole page. `trusted` says that the answers ran without a sandbox."""
    css = Path(__file__).with_name("report.css").read_text(encoding="utf-8")
    body = element(
        "main",
        element("h1", TITLE),
        element("p", _sentence(report)),
        element("p", _how(trusted)),
        _problems(report.problems),
        _exercises(report.tallies()),
        _misconceptions(report),
        _learners(report),
        *_details(report),
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", TITLE),
        element("style", Markup(css)),
        style("picture"),
    )
    return f"<!doctype html>\n{element('html', head, element('body', body), lang='en')}\n"


def _sentence(report: ClassReport) -> str:
    said = [
        f"{number(len(report.learners), 'learner')}, {number(len(report.sheets), 'notebook')}, "
        f"{number(len(report.results), 'answer')} to {number(len(report.exercises), 'exercise')}."
    ]
    if report.problems:
        said.append(f"{number(len(report.problems), 'notebook')} could not be judged.")
    return " ".join(said)


def _how(trusted: bool) -> str:
    return (
        "The answers ran as programs of the person who made this report, without a sandbox."
        if trusted
        else "Each notebook was judged in a sandbox of its own."
    ) + " Times in the timelines are those of the virtual clock."


def _problems(sheets: Sequence[Sheet]) -> Markup | None:
    if not sheets:
        return None
    rows = [(sheet.learner, sheet.file, sheet.problem) for sheet in sheets]
    return _section("Notebooks that could not be judged", _table(("Learner", "File", "Why"), rows))


def _exercises(tallies: Sequence[Tally]) -> Markup:
    heads = ("Exercise", "Lesson", *(outcome.replace("_", " ") for outcome in OUTCOMES),
             "Most common misconceptions")  # fmt: skip
    rows = []
    for tally in tallies:
        common = [f"{belief} ({count})" for belief, count in tally.misconceptions[:COMMON]]
        counts = (str(tally.counts[outcome]) for outcome in OUTCOMES)
        rows.append((tally.exercise, tally.lesson, *counts, "; ".join(common) or "none named"))
    return _section("Per exercise", _table(heads, rows))


def _misconceptions(report: ClassReport) -> Markup | None:
    best = list(report.best().values())
    rows = [
        (f"{belief} ({name})", str(count), code_html(_sentence_of(name, belief)))
        for name in report.exercises
        for belief, count in beliefs(result for result in best if result.exercise == name)
    ]
    if not rows:
        return None
    rows.sort(key=lambda row: -int(row[1]))
    heads = ("Belief", "Learners", "What each of them was told")
    return _section("Most common misconceptions", _table(heads, rows))


def _sentence_of(name: str, belief: str) -> str:
    known = exercise(name).misconceptions
    return next((each.sentence for each in known if each.belief == belief), "")


def _learners(report: ClassReport) -> Markup:
    best, names = report.best(), report.exercises
    rows = []
    for learner in report.learners:
        cells = [_short(best.get((learner, name))) for name in names]
        passed = sum(cell.startswith(SIGNS["passed"]) for cell in cells)
        rows.append((learner, *cells, f"{passed} of {len(names)}"))
    return _section("Per learner", _table(("Learner", *names, "Passed"), rows))


def _short(result: Result | None) -> str:
    if result is None:
        return "–"
    part = f", {result.met} of {result.of}" if result.outcome == "failed" and result.of else ""
    return f"{SIGNS[result.outcome]} {result.outcome.replace('_', ' ')}{part}"


def _details(report: ClassReport) -> Iterable[Markup]:
    yield element("h2", "What happened")
    for sheet in report.sheets:
        tried = [result for result in sheet.results if result.outcome != "not_attempted"]
        rest = [result.exercise for result in sheet.results if result.outcome == "not_attempted"]
        yield element(
            "section",
            element("h3", f"{sheet.learner}: {sheet.file}"),
            element("p", sheet.problem) if sheet.problem else None,
            element("p", f"Not attempted: {listed(rest)}.") if rest else None,
            *map(_answer, tried),
        )


def _answer(result: Result) -> Markup:
    verdict = Verdict(
        result.exercise, result.outcome, trace=result.trace, ideal=result.ideal, story=result.story
    )
    picture = picture_html(verdict) if result.trace is not None and result.trace.spans else ()
    seen = "" if not result.misconceptions else f" – {'; '.join(result.misconceptions)}"
    return element(
        "details",
        element("summary", f"{result.exercise}: {_short(result)}{seen}"),
        *(element("p", code_html(one_line(f.message, 2000)), class_="finding")
          for f in result.findings),
        *picture,
        class_=f"answer {result.outcome}",
    )  # fmt: skip


def _section(title: str, *children: Markup) -> Markup:
    return element("section", element("h2", title), *children)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """A table that scrolls by itself on a narrow page, also with the keyboard."""
    top = element("tr", *(element("th", head, scope="col") for head in heads))
    lines = (
        element("tr", element("th", first, scope="row"), *(element("td", cell) for cell in rest))
        for first, *rest in rows
    )
    table = element("table", element("thead", top), element("tbody", *lines))
    return element(
        "div", table, class_="scroll", tabindex="0", role="region", aria_label=f"Table: {heads[0]}"
    )
