"""Nobody is kept out: axe-core, both themes, 200 % zoom, named sliders."""

import pytest
from axe import serious_findings
from demo import DemoView
from playwright.sync_api import expect
from test_exercise import ANSWER, CHECK, EXERCISE, ONE_BY_ONE_WITH_TASKS
from test_lesson_1 import FIVE_WAYS, LESSON, NEEDED_FOR_FIVE_WAYS

START_PAGE = "work/notebooks/00_start_here.ipynb"
THEMES = ["JupyterLab Light", "JupyterLab Dark"]
# 200 % in a browser window of 1280 x 900.
ZOOMED = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}


@pytest.fixture
def in_theme(lab, request):
    lab.theme(request.param)
    yield request.param.split()[1].lower()
    lab.theme(THEMES[0])  # JupyterLab remembers it for the tests that follow


def demo_that_ran(lesson):
    for cell_id in [*NEEDED_FOR_FIVE_WAYS, FIVE_WAYS]:
        lesson.run(cell_id)
    demo = DemoView(lesson.output(FIVE_WAYS))
    demo.skip_prediction()
    demo.run("gather")
    demo.wait_for_variant("gather", "done")
    return demo


@pytest.mark.parametrize("in_theme", THEMES, indirect=True)
def test_start_page_has_no_serious_finding(lab, in_theme):
    page = lab.open_copy(START_PAGE)
    page.run_all()
    assert page.errors() == []
    page.select("title")
    lab.screenshot(f"start-page-{in_theme}")
    for cell_id in ["tools-demo-run", "tools-check-run"]:
        page.locate(cell_id).scroll_into_view_if_needed()
        lab.screenshot(f"start-page-{cell_id}-{in_theme}")
    assert serious_findings(lab.page) == []


@pytest.mark.parametrize("in_theme", THEMES, indirect=True)
def test_lesson_has_no_serious_finding(lab, in_theme):
    lesson = lab.open_copy(LESSON)
    demo_that_ran(lesson)
    lab.screenshot(f"demo-{in_theme}")
    assert serious_findings(lab.page) == []


@pytest.mark.parametrize("in_theme", THEMES, indirect=True)
def test_verdict_has_no_serious_finding(lab, in_theme):
    notebook = lab.open_copy(EXERCISE)
    notebook.run("imports")
    notebook.set_source(ANSWER, ONE_BY_ONE_WITH_TASKS.strip())
    notebook.run(ANSWER)
    notebook.run(CHECK)
    output = notebook.output(CHECK)
    expect(output.locator(".fp-verdict").first).to_be_visible()
    lab.screenshot(f"verdict-{in_theme}")
    assert serious_findings(lab.page) == []


@pytest.mark.parametrize("lab", [ZOOMED], indirect=True, ids=["200-percent"])
def test_nothing_is_cut_off_at_200_percent(lab):
    lesson = lab.open_copy(LESSON)
    demo = demo_that_ran(lesson)
    for part in [demo.controls, demo.timeline, demo.results]:
        part.scroll_into_view_if_needed()
        wide, shown = part.evaluate("node => [node.scrollWidth, node.clientWidth]")
        assert wide <= shown + 1
        frame = demo.output.bounding_box()
        box = part.bounding_box()
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
    demo.controls.scroll_into_view_if_needed()
    lab.screenshot("zoomed-controls")
    demo.timeline.scroll_into_view_if_needed()
    lab.screenshot("zoomed-timeline")


def test_every_slider_and_field_of_a_demo_has_a_name(lab):
    lesson = lab.open_copy(LESSON)
    for cell_id in [*NEEDED_FOR_FIVE_WAYS, FIVE_WAYS]:
        lesson.run(cell_id)
    demo = DemoView(lesson.output(FIVE_WAYS))
    demo.wait_for_phase("predict")
    for service in ["get_customer", "get_preferences", "get_orders"]:
        expect(demo.controls.get_by_role("slider", name=service)).to_have_count(1)
        expect(demo.controls.get_by_role("spinbutton", name=service)).to_have_count(1)
    expect(demo.controls.get_by_role("textbox", name="Your prediction")).to_have_count(1)
