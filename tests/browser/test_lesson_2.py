"""Lesson 2 in real JupyterLab: all cells, each demo live, an exercise failed and solved."""

import re

import pytest
from demo import DemoView
from playwright.sync_api import expect

LESSON = "work/notebooks/02_partial_results.ipynb"
EXERCISE = "work/exercises/02_partial_results.ipynb"
BROKEN = re.compile("error displaying widget|model not found", re.IGNORECASE)
DEMOS = {
    "demo-a-run": ("all or nothing", "best effort"),
    "demo-b-run": ("gather", "return_exceptions", "TaskGroup"),
    "demo-c-run": ("no limit", "limit per part", "limit on the page"),
    "demo-e-run": ("every layer", "one layer"),
}
CLASSES = """
@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException

"""
TESTS_FOR_EXCEPTION = (
    CLASSES
    + """
async def settle(calls):
    results = await asyncio.gather(*(call() for call in calls), return_exceptions=True)
    return [Failed(r) if isinstance(r, Exception) else Ok(r) for r in results]
"""
)
MARKED = (
    CLASSES
    + """
async def settle(calls):
    async def marked(call):
        return Ok(await call())

    outcomes = await asyncio.gather(*(marked(call) for call in calls), return_exceptions=True)
    return [o if isinstance(o, Ok) else Failed(o) for o in outcomes]
"""
)


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
            demo.predict("150")
        demo.wait_for_phase("ready")
        demo.run("all")
        for name in variants:
            expect(demo.variant(name)).to_have_attribute("data-state", re.compile("done|failed"))
        demo.timeline.scroll_into_view_if_needed()
        lab.screenshot(f"{cell_id}-live", demo.output)
    assert "0.40" in DemoView(lesson.output("demo-c-run")).head("limit per part")
    assert lab.complaints == []


def test_the_curve_is_drawn_with_its_table_beside_it(lab, lesson):
    output = lesson.output("demo-a-curve")
    expect(output.locator("img").first).to_be_visible()
    output.scroll_into_view_if_needed()
    lab.screenshot("curve", output)


def test_the_limit_moves_with_its_knob(lab, lesson):
    demo = DemoView(lesson.output("demo-c-run"))
    demo.skip_prediction()
    demo.set("limit", 0.6)
    demo.run("limit per part")
    demo.wait_for_variant("limit per part", "done")
    assert "the ideal is 0.600 s" in demo.head("limit per part")


def test_settle_is_failed_and_then_solved(lab):
    exercise = lab.open_copy(EXERCISE)
    for cell_id in ("imports", "settle-show", "settle-answer", "settle-check"):
        exercise.run(cell_id)
    expect(exercise.output("settle-check").locator(".fp-not_attempted")).to_be_visible()
    lab.screenshot("settle-not-attempted")

    exercise.set_source("settle-answer", TESTS_FOR_EXCEPTION.strip())
    exercise.run("settle-answer")
    exercise.run("settle-check")
    verdict = exercise.output("settle-check").locator(".fp-verdict")
    expect(verdict.first).to_contain_text("CancelledError is a BaseException")
    lab.screenshot("settle-failed", verdict.first)

    exercise.set_source("settle-answer", MARKED.strip())
    exercise.run("settle-answer")
    exercise.run("settle-try")
    exercise.run("settle-check")
    assert exercise.errors() == []
    expect(exercise.output("settle-check").locator(".fp-passed")).to_be_visible()
    lab.screenshot("settle-passed")
