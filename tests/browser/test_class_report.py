"""The class report in a real browser: readable, in both themes, and nothing but data in it."""

from pathlib import Path

import pytest
from axe import serious_findings

from course_lib.classroom.report_html import report_html
from course_lib.classroom.results import ClassReport, Found, Result, Sheet
from course_lib.tracing import Mark, Span, Trace

ARTIFACTS = Path(__file__).resolve().parents[2] / "artifacts" / "browser" / "class-report"
ATTACK = "<img src=x onerror=alert(1)>"


@pytest.fixture
def file(tmp_path):
    spans = [
        Span(1, "get_customer", "call", 0.0, 0.3, "ok", args=(7,)),
        Span(2, "get_orders", "call", 0.3, 0.9, "failed", error="OSError", detail=ATTACK),
    ]
    trace = Trace(spans, [Mark("raised", 0.9, "OSError")], 0.9)
    finding = Found("too-late", f"It took `0.900 s`. {ATTACK}", "the user must come first")
    failed = Result("ana", "ana.ipynb", "load_dashboard", "failed", (finding,), 3, 5, 0.1, trace,
                    0.6, "three calls")  # fmt: skip
    passed = Result("bo", "bo.ipynb", "load_dashboard", "passed", (), 5, 5)
    sheets = (
        Sheet("ana", "ana.ipynb", (failed,)),
        Sheet("bo", "bo.ipynb", (passed,)),
        Sheet(ATTACK, f"{ATTACK}.ipynb", problem="It is a folder, not a notebook."),
    )
    path = tmp_path / "class-report.html"
    path.write_text(report_html(ClassReport(sheets)), encoding="utf-8")
    return path


def test_the_report_holds_pictures_and_no_script(browser, file):
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    problems = []
    page.on("console", lambda said: problems.append(said.text))
    page.on("dialog", lambda dialog: problems.append(dialog.message) or dialog.dismiss())
    page.goto(file.as_uri())
    assert page.locator("img, script, iframe").count() == 0
    page.locator("details.failed > summary").click()
    assert page.locator("details.failed svg").is_visible()
    assert page.get_by_text(ATTACK).first.is_visible()
    assert problems == []
    context.close()


def test_the_report_keeps_nobody_out(browser, file):
    # The page's policy forbids axe-core's script as well.
    context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.goto(file.as_uri())
    page.locator("details.failed > summary").click()
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert serious_findings(page, within=["main"]) == []
        page.screenshot(path=ARTIFACTS / f"report-{scheme}.png")
    context.close()
