"""Lesson 3 in real JupyterLab: all cells, each demo live, an exercise failed and solved."""

import re

import pytest
from demo import DemoView
from playwright.sync_api import expect

LESSON = "work/notebooks/03_background_work.ipynb"
EXERCISE = "work/exercises/03_background_work.ipynb"
BROKEN = re.compile("error displaying widget|model not found", re.IGNORECASE)
DEMOS = {
    "demo-a-run": ("wait for both", "wait for the mail", "spawn both"),
    "demo-b-run": ("three jobs",),
    "demo-c-run": ("spawn a mail for each order",),
    "demo-d-run": ("just stop", "sleep, then cancel", "drain"),
    "outbox-run": ("outbox",),
}
ONE_VARIABLE = """
class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.pending = 0

    def spawn(self, coro, *, name):
        self.pending += 1
        self.task = asyncio.create_task(coro, name=name)
        self.task.add_done_callback(self.done)
        return self.task

    def done(self, task):
        self.pending -= 1
        if not task.cancelled() and task.exception():
            self.on_error(task.get_name(), task.exception())
"""
A_SET = """
class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = set()

    @property
    def pending(self):
        return len(self.tasks)

    def spawn(self, coro, *, name):
        task = asyncio.create_task(coro, name=name)
        self.tasks.add(task)
        task.add_done_callback(self.done)
        return task

    def done(self, task):
        self.tasks.discard(task)
        if not task.cancelled() and task.exception():
            self.on_error(task.get_name(), task.exception())
"""


@pytest.fixture
def lesson(lab):
    notebook = lab.open_copy(LESSON)
    notebook.run_all()
    return notebook


def test_all_of_the_lesson_runs_and_each_demo_runs_live(lab, lesson):
    assert lesson.errors() == []
    assert lesson.cells_without_a_count() == []
    for cell_id in lesson.cell_ids():
        expect(lesson.locate(cell_id).get_by_text(BROKEN)).to_have_count(0)
    for cell_id, variants in DEMOS.items():
        demo = DemoView(lesson.output(cell_id))
        demo.controls.scroll_into_view_if_needed()
        if demo.controls.get_attribute("data-state") == "predict":
            demo.predict("350")
        demo.wait_for_phase("ready")
        demo.run("all" if len(variants) > 1 else variants[0])
        for name in variants:
            demo.wait_for_variant(name, "done")
        demo.timeline.scroll_into_view_if_needed()
        lab.screenshot(f"{cell_id}-live", demo.output)
    assert lab.complaints == []


def test_the_collector_takes_the_task_live_and_spares_it_when_it_does_not_run(lab, lesson):
    demo = DemoView(lesson.output("demo-b-run"))
    demo.wait_for_phase("ready")
    demo.run("three jobs")
    demo.wait_for_variant("three jobs", "done")
    lost = demo.variant("three jobs").locator('.fp-row[data-label^="waits, not kept"]')
    kept = demo.variant("three jobs").locator('.fp-row[data-label^="waits, kept"]')
    expect(lost).to_have_attribute("data-span-state", "failed")
    expect(kept).to_have_attribute("data-span-state", "ok")
    lab.screenshot("collector-runs", demo.output)
    demo.controls.locator(".course-knob-collector select").select_option("does not run")
    demo.run("three jobs")
    demo.wait_for_variant("three jobs", "done")
    expect(lost).to_have_attribute("data-span-state", "ok")
    lab.screenshot("collector-does-not-run", demo.output)


def test_the_answer_does_not_follow_the_mail(lab, lesson):
    demo = DemoView(lesson.output("demo-a-run"))
    demo.skip_prediction()
    demo.set("send_email", 0.5)
    demo.run("spawn both")
    demo.wait_for_variant("spawn both", "done")
    seconds = float(re.search(r"([\d.]+) s", demo.head("spawn both"))[1])
    assert 0.35 <= seconds < 0.5  # the mail alone takes half a second more


def test_background_is_failed_and_then_solved(lab):
    exercise = lab.open_copy(EXERCISE)
    for cell_id in ("imports", "Background-show", "Background-answer", "Background-check"):
        exercise.run(cell_id)
    expect(exercise.output("Background-check").locator(".fp-not_attempted")).to_be_visible()

    exercise.set_source("Background-answer", ONE_VARIABLE.strip())
    exercise.run("Background-answer")
    exercise.run("Background-check")
    verdict = exercise.output("Background-check").locator(".fp-verdict")
    expect(verdict.first).to_contain_text("holds only the latest task")
    lab.screenshot("background-failed", verdict.first)

    exercise.set_source("Background-answer", A_SET.strip())
    for cell_id in ("Background-answer", "Background-try", "Background-check"):
        exercise.run(cell_id)
    assert exercise.errors() == []
    expect(exercise.output("Background-check").locator(".fp-passed")).to_be_visible()
    lab.screenshot("background-passed")
