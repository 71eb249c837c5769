"""Lesson 5 in real JupyterLab: all cells, the table that fills, an exercise failed and solved."""

import re

import pytest
from demo import DemoView
from playwright.sync_api import expect

LESSON = "work/notebooks/05_structured_logging.ipynb"
EXERCISE = "work/exercises/05_structured_logging.ipynb"
BROKEN = re.compile("error displaying widget|model not found", re.IGNORECASE)
EVERY_FAILURE_IS_AN_ERROR = """
def log_line(method, path, status, start, now, error=None):
    record = {
        "event": "http_request",
        "level": "info" if status < 400 else "error",
        "method": method,
        "path": path.split("?", 1)[0],
        "status": status,
        "duration_ms": round((now - start) * 1000, 3),
    }
    if error is not None:
        record["error"] = type(error).__name__
    return json.dumps(record)
"""
MENDED = EVERY_FAILURE_IS_AN_ERROR.replace(
    'else "error"', 'else "warning" if status < 500 else "error"'
)


@pytest.fixture
def lesson(lab):
    notebook = lab.open_copy(LESSON)
    notebook.run_all()
    return notebook


def test_all_of_the_lesson_runs_and_the_table_fills(lab, lesson):
    assert lesson.errors() == []
    assert lesson.cells_without_a_count() == []
    for cell_id in lesson.cell_ids():
        expect(lesson.locate(cell_id).get_by_text(BROKEN)).to_have_count(0)
    output = lesson.output("demo-2-run")
    demo = DemoView(output)
    demo.controls.scroll_into_view_if_needed()
    demo.wait_for_phase("ready")
    tables = output.locator(".course-measured")
    expect(tables).to_have_attribute("data-state", "empty")
    # The copy from the virtual clock has the answers.
    expect(output.get_by_text("/products/{sku}")).to_be_hidden()
    demo.set("customers", 50)
    demo.run_button("traffic").click()
    expect(tables.locator("tbody tr")).to_have_count(4, timeout=30_000)
    demo.wait_for_phase("ready")
    expect(tables).to_have_attribute("data-state", "done")
    cells = tables.locator("tbody td:nth-child(2)").all_inner_texts()
    assert [int(cell) for cell in cells] == [80, 80, 160, 80]
    expect(tables.locator(".course-measured-bar")).to_have_count(12)
    tables.scroll_into_view_if_needed()
    lab.screenshot("demo-2-live", output)
    demo.set("slow", 0.5)
    expect(tables).to_have_attribute("data-state", "empty")
    assert lab.complaints == []


def test_the_server_in_the_kernel_answers_the_cells(lab, lesson):
    assert lesson.text("service-run").startswith("200 ")
    assert "IPPROTO_TCP" in lesson.text("demo-6-run")
    assert "BaseHTTPMiddleware" in lesson.text("demo-5-run")
    lesson.output("demo-5-run").scroll_into_view_if_needed()
    lab.screenshot("costs", lesson.output("demo-5-run"))


def test_the_core_exercise_can_be_failed_and_solved(lab):
    notebook = lab.open_copy(EXERCISE)
    notebook.run("imports")
    notebook.set_source("log-line-answer", EVERY_FAILURE_IS_AN_ERROR)
    notebook.run("log-line-answer")
    notebook.run("log-line-check")
    verdict = notebook.output("log-line-check").locator(".fp-verdict").first
    expect(verdict).to_contain_text("6 of 7")
    expect(verdict).to_contain_text("scanners")
    verdict.scroll_into_view_if_needed()
    lab.screenshot("log-line-failed", verdict)
    notebook.set_source("log-line-answer", MENDED)
    notebook.run("log-line-answer")
    notebook.run("log-line-check")
    expect(notebook.output("log-line-check").locator(".fp-verdict").first).to_contain_text("passed")
    assert notebook.errors() == []
