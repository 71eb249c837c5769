"""Lesson 1 in real JupyterLab: a learner runs it, predicts, turns knobs, stops, comes back."""

import re

import pytest
from demo import DemoView
from playwright.sync_api import expect

LESSON = "work/notebooks/01_parallel_fetches.ipynb"
BROKEN = re.compile("error displaying widget|model not found", re.IGNORECASE)
FIVE_WAYS = "demo-a-run"
NEEDED_FOR_FIVE_WAYS = [
    "imports",
    "demo-a-sequential",
    "demo-a-lazy",
    "demo-a-at-once",
    "demo-a-gather",
]
THREE_CALLS = """
import asyncio
from course_lib import Demo, Service, Services

async def gather(api):
    await asyncio.gather(api.a(), api.b(), api.c())

async def in_a_row(api):
    await api.a(); await api.b(); await api.c()

Demo("Three calls of 300 ms",
     services=Services(Service("a", 0.3), Service("b", 0.3), Service("c", 0.3)),
     variants={"gather": gather, "in a row": in_a_row},
     ideal=lambda delays: max(delays.values()))
"""


@pytest.fixture
def lesson(lab):
    return lab.open_copy(LESSON)


@pytest.fixture
def five_ways(lesson):
    """Demo A, freshly run."""
    for cell_id in [*NEEDED_FOR_FIVE_WAYS, FIVE_WAYS]:
        lesson.run(cell_id)
    assert lesson.errors() == []
    demo = DemoView(lesson.output(FIVE_WAYS))
    demo.wait_for_phase("predict")
    return demo


def test_all_of_the_lesson_runs(lab, lesson):
    lesson.run_all()
    assert lesson.errors() == []
    assert lesson.cells_without_a_count() == []
    for cell_id in lesson.cell_ids():
        output = lesson.locate(cell_id)
        expect(output.get_by_text(BROKEN)).to_have_count(0)
    demo = DemoView(lesson.output(FIVE_WAYS))
    demo.wait_for_phase("predict")
    assert lab.complaints == []
    lab.screenshot("demo-a-before-the-prediction")


def test_the_prediction_comes_before_the_picture_and_is_answered(lab, five_ways):
    demo = five_ways
    expect(demo.run_button("gather")).to_be_disabled()
    expect(demo.timeline.get_by_text(re.compile("ideal"))).to_have_count(0)

    demo.predict("soon")
    expect(demo.alert).to_contain_text("number of milliseconds")
    demo.wait_for_phase("predict")

    demo.predict("420")
    demo.wait_for_phase("ready")
    demo.run("lazy coroutines")
    expect(demo.results.locator(".course-prediction")).to_contain_text("You predicted 420 ms")
    expect(demo.results.locator(".course-prediction")).to_contain_text("690 ms")
    expect(demo.run_button("gather")).to_be_enabled()
    lab.screenshot("after-the-prediction")


def test_a_dragged_slider_moves_the_ideal_and_the_next_run(lab, five_ways):
    demo = five_ways
    demo.skip_prediction()
    before = demo.number("get_orders").input_value()
    demo.drag("get_orders", 0.8)
    expect(demo.number("get_orders")).not_to_have_value(before)
    seconds = float(demo.number("get_orders").input_value())
    assert 0.6 < seconds < 1.0
    demo.run("gather")
    demo.wait_for_variant("gather", "done")
    # The longest delay is the ideal, and the sentence compares with it.
    assert f"the ideal is {seconds:.3f} s" in demo.head("gather")
    lab.screenshot("after-the-drag")


def test_a_number_outside_the_range_is_refused_in_words(five_ways):
    demo = five_ways
    demo.skip_prediction()
    before = demo.number("get_orders").input_value()
    demo.set("get_orders", -1)
    expect(demo.alert).to_contain_text("must lie between")
    expect(demo.number("get_orders")).to_have_value(before)


def test_all_variants_run_live_on_one_axis(lab, five_ways):
    demo = five_ways
    demo.skip_prediction()
    demo.run("all")
    for name in ["sequential", "lazy coroutines", "create, await at once", "gather", "TaskGroup"]:
        demo.wait_for_variant(name, "done")
        expect(demo.rows(name)).to_have_count(3)
        assert "the ideal is 0.420 s" in demo.head(name)
    demo.timeline.scroll_into_view_if_needed()
    lab.screenshot("five-variants", demo.timeline)
    lab.screenshot("five-variants-page")


def test_gather_of_three_calls_shows_what_was_measured_and_the_ideal(lab):
    notebook = lab.new_notebook("three-calls", {"demo": THREE_CALLS})
    notebook.run("demo")
    demo = DemoView(notebook.output("demo"))
    demo.wait_for_phase("ready")
    demo.run("gather")
    demo.wait_for_variant("gather", "done")
    expect(demo.rows("gather")).to_have_count(3)
    sentence = demo.head("gather")
    measured, ideal = re.search(r"([\d.]+) s.*ideal[^\d]*([\d.]+) s", sentence).groups()
    assert float(ideal) == 0.3
    assert float(measured) >= 0.3
    demo.run("in a row")
    demo.wait_for_variant("in a row", "done")
    lab.screenshot("three-calls")


def test_a_run_can_be_stopped_half_way(lab):
    notebook = lab.new_notebook("stopped", {"demo": THREE_CALLS})
    notebook.run("demo")
    demo = DemoView(notebook.output("demo"))
    demo.wait_for_phase("ready")
    for name in "abc":
        demo.set(name, 1.0)
        expect(demo.number(name)).to_have_value("1.00")
    demo.run_button("in a row").click()
    expect(demo.rows("in a row")).to_have_count(2)  # the first is over, the second is running
    demo.stop_button.click()
    demo.wait_for_phase("ready")
    expect(demo.variant("in a row")).not_to_have_attribute("data-state", "running")
    expect(demo.rows("in a row")).to_have_count(2)  # the third never began
    assert "stopped" in demo.head("in a row")
    lab.screenshot("stopped")
    demo.run("in a row")
    demo.wait_for_variant("in a row", "done")
    expect(demo.rows("in a row")).to_have_count(3)


def test_a_click_storm_leaves_one_run_and_a_living_kernel(lab, five_ways, lesson):
    demo = five_ways
    demo.skip_prediction()
    names = ["sequential", "gather", "TaskGroup", "all"]
    for press in range(40):
        demo.run_button(names[press % 4]).click(no_wait_after=True)
        if press % 10 == 9:
            demo.stop_button.click(force=True, no_wait_after=True)
    demo.run_button("gather").click()
    demo.wait_for_variant("gather", "done")
    demo.wait_for_phase("ready")
    for name in ["sequential", "gather", "TaskGroup"]:
        assert demo.rows(name).count() <= 3
    expect(demo.alert).to_be_hidden()
    lesson.add_cell("alive", "len([t for t in asyncio.all_tasks() if 'api' in repr(t)])")
    assert lesson.text("alive") == "0"
    assert lab.complaints == []
    lab.screenshot("after-the-storm")


def test_a_demo_can_be_worked_with_the_keyboard_alone(lab, five_ways, lesson):
    demo, page = five_ways, lab.page
    lesson.select(FIVE_WAYS)
    page.keyboard.press("Enter")  # edit the cell, then leave it again: the focus is in the cell
    page.keyboard.press("Escape")

    def tab_to(selector, limit=40):
        for _ in range(limit):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement?.matches(s) ?? false", selector):
                return
        pytest.fail(f"Tab does not reach {selector}")

    tab_to(".course-slider")
    page.keyboard.press("ArrowRight")
    expect(demo.number("get_customer")).to_have_value("0.19")
    tab_to(".course-knob-get-preferences .course-number")
    page.keyboard.press("Control+a")
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    expect(demo.number("get_preferences")).to_have_value("0.50")
    tab_to(".course-guess")
    page.keyboard.type("690")
    page.keyboard.press("Enter")
    demo.wait_for_phase("ready")
    tab_to(".course-run-gather")
    page.keyboard.press("Enter")
    demo.wait_for_variant("gather", "done")
    demo.wait_for_phase("ready")
    assert "the ideal is 0.500 s" in demo.head("gather")  # so the kernel has heard of the knob
    tab_to(".fp-row")
    first = demo.timeline.locator(".fp-readout").inner_text()
    page.keyboard.press("ArrowDown")
    expect(demo.timeline.locator(".fp-readout")).not_to_have_text(first)
    tab_to(".fp-data > summary")
    page.keyboard.press("Enter")
    expect(demo.timeline.locator(".fp-data table").first).to_be_visible()
    lab.screenshot("keyboard")


def test_the_static_copy_is_there_after_closing_and_reopening(lab, five_ways, lesson):
    demo = five_ways
    demo.skip_prediction()
    demo.run("gather")
    demo.wait_for_variant("gather", "done")
    lesson.wait_until_saved_outputs(FIVE_WAYS, "image/png")
    lesson.close()
    lesson.open()
    output = lesson.output(FIVE_WAYS)
    expect(output.locator("img").first).to_be_visible()
    expect(lab.page.get_by_text(BROKEN)).to_have_count(0)
    lab.screenshot("reopened-without-the-kernel")
    lesson.restart_kernel()
    expect(output.locator("img").first).to_be_visible()
    for cell_id in [*NEEDED_FOR_FIVE_WAYS, FIVE_WAYS]:
        lesson.run(cell_id)
    DemoView(lesson.output(FIVE_WAYS)).wait_for_phase("predict")
    lab.screenshot("run-again")
