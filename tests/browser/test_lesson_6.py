"""Lesson 6 in real JupyterLab: all cells, the stack that fills, an exercise failed and solved."""

import re

import pytest
from demo import DemoView
from playwright.sync_api import expect

LESSON = "work/notebooks/06_health_checks.ipynb"
EXERCISE = "work/exercises/06_health_checks.ipynb"
BROKEN = re.compile("error displaying widget|model not found", re.IGNORECASE)
DARK, LIGHT = "JupyterLab Dark", "JupyterLab Light"
RELABELS = """
class Liveness:
    def __init__(self, monotonic, wall):
        self.monotonic, self.wall = monotonic, wall
        self.started = monotonic()

    def report(self):
        return {
            "status": "ok",
            "timestamp": self.wall().replace(tzinfo=UTC).isoformat(),
            "uptime": self.monotonic() - self.started,
        }
"""
MENDED = RELABELS.replace("replace(tzinfo=UTC)", "astimezone(UTC)")


@pytest.fixture
def lesson(lab):
    notebook = lab.open_copy(LESSON)
    notebook.run_all()
    return notebook


def test_all_of_the_lesson_runs_and_both_tables_fill(lab, lesson):
    assert lesson.errors() == []
    assert lesson.cells_without_a_count() == []
    for cell_id in lesson.cell_ids():
        expect(lesson.locate(cell_id).get_by_text(BROKEN)).to_have_count(0)
    assert lesson.text("demo-1-served").startswith("200 ")
    assert "orderly" in lesson.text("demo-4-run")

    output = lesson.output("demo-2-table")
    stack = DemoView(output)
    tables = output.locator(".course-measured")
    stack.controls.scroll_into_view_if_needed()
    stack.wait_for_phase("ready")
    expect(tables).to_have_attribute("data-state", "empty")
    stack.set("critical", 2)
    stack.run_button("concurrent").click()
    expect(tables.locator("tbody tr")).to_have_count(5, timeout=30_000)
    stack.wait_for_phase("ready")
    expect(tables).to_have_attribute("data-state", "done")
    worst = tables.locator("tbody td:nth-child(3)").all_inner_texts()
    assert worst == ["120.0", "300.0", "300.0", "300.0", "300.0"]  # the virtual clock's, live too
    expect(tables.locator(".course-measured-stack")).to_have_count(5)
    expect(tables.locator(".course-measured-key")).to_have_count(3)
    first = tables.locator(".course-measured-stack").first
    whole = first.evaluate("bar => bar.clientWidth")
    up = first.locator(".course-measured-part-0").evaluate("part => part.offsetWidth")
    assert abs(whole - up) <= 1  # at P = 0 all are up
    tables.scroll_into_view_if_needed()
    for name, theme in (("light", LIGHT), ("dark", DARK)):
        lab.theme(theme)
        lab.screenshot(f"demo-2-stack-{name}", output)

    output = lesson.output("demo-3-load")
    cost = DemoView(output)
    cost.controls.scroll_into_view_if_needed()
    cost.set("instances", 5)
    cost.run_button("each caller asks").click()
    numbers = output.locator(".course-measured tbody td")
    expect(numbers).to_have_count(1, timeout=30_000)
    cost.wait_for_phase("ready")
    expect(numbers).to_have_text("2.0")
    lab.screenshot("demo-3-dark", output)
    lab.theme(LIGHT)
    lab.screenshot("demo-3-light", output)
    assert lab.complaints == []


def test_the_core_exercise_can_be_failed_and_solved(lab):
    notebook = lab.open_copy(EXERCISE)
    notebook.run("imports")
    notebook.set_source("Liveness-answer", RELABELS)
    notebook.run("Liveness-answer")
    notebook.run("Liveness-check")
    verdict = notebook.output("Liveness-check").locator(".fp-verdict").first
    expect(verdict).to_contain_text("2 of 3")
    expect(verdict).to_contain_text("relabels")
    verdict.scroll_into_view_if_needed()
    lab.screenshot("liveness-failed", verdict)
    notebook.set_source("Liveness-answer", MENDED)
    notebook.run("Liveness-answer")
    notebook.run("Liveness-check")
    expect(notebook.output("Liveness-check").locator(".fp-verdict").first).to_contain_text("passed")
    assert notebook.errors() == []
