"""Lesson 8 in real JupyterLab: bars and treemap follow the knobs, and a real bundle is packed."""

import re

import pytest
from axe import serious_findings
from demo import DemoView
from playwright.sync_api import expect

LESSON = "work/notebooks/08_bundle_budget.ipynb"
# So high that a table and its picture are in view together.
TALL = {"viewport": {"width": 1280, "height": 1500}}
BROKEN = re.compile("error displaying widget|model not found", re.IGNORECASE)


def opened(lab, *cell_ids):
    """The lesson with these cells run."""
    notebook = lab.open_copy(LESSON)
    for cell_id in ("imports", *cell_ids):
        notebook.run(cell_id)
    return notebook


@pytest.fixture(autouse=True)
def light(lab):
    yield
    lab.theme("JupyterLab Light")  # JupyterLab remembers it for the tests that follow


class Pictures(DemoView):
    """A table that is filled, with the picture below it."""

    def __init__(self, output):
        super().__init__(output)
        self.tables = output.locator(".course-measured")
        self.boxes = self.tables.locator("svg .course-box")

    def choose(self, knob, choice):
        """Choose from a list."""
        self.controls.locator(f".course-knob-{knob} select").select_option(choice)

    def run_of(self, name):
        """What one run shows."""
        return self.tables.locator(f'.course-measured-run[data-run="{name}"]')

    def sentence(self, name="as recorded"):
        """What stands below the rows of one run."""
        return self.run_of(name).locator(".course-measured-sentence")


def test_all_of_the_lesson_runs(lab):
    lesson = lab.open_copy(LESSON)
    lesson.run_all()
    assert lesson.errors() == []
    assert lesson.cells_without_a_count() == []
    for cell_id in lesson.cell_ids():
        expect(lesson.locate(cell_id).get_by_text(BROKEN)).to_have_count(0)
    assert "ModuleNotFoundError" in lesson.text("demo-2-broken")
    assert re.search(r"export_csv\.py +no +no +yes", lesson.text("demo-2-run"))
    assert "tern_shop.app (numpy_later)" in lesson.text("demo-3-run")
    assert "timeline.js" in lesson.text("own-run")
    assert lab.complaints == []


@pytest.mark.parametrize("lab", [TALL], indirect=True)
def test_bars_and_treemap_follow_the_knobs(lab):
    output = opened(lab, "demo-1-rules", "demo-1-run").output("demo-1-run")
    demo = Pictures(output)
    demo.controls.scroll_into_view_if_needed()
    # The quick run starts by itself.
    expect(demo.sentence()).to_contain_text("58.6 MB unpacked", timeout=30_000)
    expect(demo.sentence()).to_contain_text("55 MB, unpacked: over")
    expect(demo.tables.locator(".course-box-bad")).to_have_count(1)
    labels = demo.tables.locator("svg text")
    expect(labels.filter(has_text="numpy: native code")).to_have_count(1)
    expect(labels.filter(has_text="budget 55.0 MB")).to_have_count(1)
    # The stored copy would say everything twice.
    assert demo.tables.locator("svg").count() == 1
    lab.screenshot("what-ships", output)

    demo.choose("exclude", "tests, stubs, headers")
    expect(demo.sentence()).to_contain_text("14.2 % left out")
    expect(demo.sentence()).to_contain_text("55 MB, unpacked: within")
    expect(demo.tables.locator(".course-box-bad")).to_have_count(0)
    out = demo.tables.locator('.course-box[data-said$="left out"]')
    assert out.count() >= 2
    lab.screenshot("what-ships-light", output)
    lab.theme("JupyterLab Dark")
    lab.screenshot("what-ships-dark", output)
    assert serious_findings(lab.page) == []
    lab.theme("JupyterLab Light")
    assert serious_findings(lab.page) == []

    demo.set("budget", 40)
    expect(demo.sentence()).to_contain_text("40 MB, unpacked: over")
    demo.choose("level", "1")
    expect(demo.sentence()).to_contain_text("as a zip at level 1")
    demo.choose("mean", "statistics.fmean")
    expect(demo.sentence()).to_contain_text("1.3 MB unpacked")
    lab.screenshot("without-numpy", output)
    demo.tables.get_by_text("The picture as text").click()
    expect(demo.tables.locator("pre")).to_contain_text("the budget, 40.0 MB")
    assert lab.complaints == []


@pytest.mark.parametrize("lab", [TALL], indirect=True)
def test_a_real_bundle_is_packed_and_packing_can_be_stopped(lab):
    output = opened(lab, "demo-1-rules", "demo-1-run").output("demo-1-run")
    demo = Pictures(output)
    name = "as installed here"
    demo.controls.scroll_into_view_if_needed()
    expect(demo.sentence()).to_be_visible(timeout=30_000)
    demo.wait_for_phase("ready")
    demo.choose("level", "9")  # the slowest
    demo.run_button(name).click()
    bar = demo.run_of(name).locator("progress")
    expect(bar).to_be_visible(timeout=30_000)
    expect(demo.sentence(name)).to_contain_text("Packing:")
    lab.screenshot("packing", output)
    demo.stop_button.click()
    demo.wait_for_phase("ready")
    expect(demo.tables).to_have_attribute("data-state", "stopped")
    demo.choose("level", "1")
    demo.run_button(name).click()
    expect(demo.sentence(name)).to_contain_text("as a zip at level 1", timeout=90_000)
    expect(bar).to_have_count(0)
    demo.wait_for_phase("ready")
    lab.screenshot("packed", output)
    assert lab.complaints == []


@pytest.mark.parametrize("lab", [TALL], indirect=True)
def test_the_chart_of_the_quarter_follows_its_knobs(lab):
    output = opened(lab, "demo-4-run").output("demo-4-run")
    demo = Pictures(output)
    demo.controls.scroll_into_view_if_needed()
    cells = demo.tables.locator("tbody tr").first.locator("td")
    expect(cells).to_have_text(["44.0", "58.7", "never", "commit 10", "never"], timeout=30_000)
    lab.screenshot("quarter", output)
    demo.set("limit", 50)
    expect(cells.nth(2)).to_contain_text("commit")
    demo.set("tolerance", 0.4)
    expect(cells.nth(3)).to_have_text("never")
    lab.theme("JupyterLab Dark")
    lab.screenshot("quarter-dark", output)
    assert lab.complaints == []


def test_a_cold_start_runs_live(lab):
    output = opened(lab, "demo-1-rules", "demo-6-code", "demo-6-run").output("demo-6-run")
    demo = DemoView(output)
    demo.controls.scroll_into_view_if_needed()
    demo.skip_prediction()
    demo.set("instances", 2)
    demo.run("no numpy")
    demo.wait_for_variant("no numpy", "done")
    assert "2 of 2 are up" in demo.outcome("no numpy")
    demo.set("pull_failure", 1)
    demo.set("retries", 0)
    demo.run("no numpy")
    assert "0 of 2 are up" in demo.outcome("no numpy")
    lab.screenshot("cold-start", output)
    assert lab.complaints == []
