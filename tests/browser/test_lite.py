"""The browser-only site: Python runs inside the page, and no server but one of plain files."""

import json
import re

import pytest
from conftest import ARTIFACTS, VIEWPORT
from demo import DemoView
from lab import RUN_MS
from lite import SITE, LiteLab, builder, serving, why_not
from playwright.sync_api import expect
from test_course import answers
from test_exercise import ANSWER, CHECK, MENDED, ONE_BY_ONE_WITH_TASKS

from course_lib.progress.syllabus import LESSONS

START_PAGE = "notebooks/00_start_here.ipynb"
NOTEBOOKS = [START_PAGE, *(f"notebooks/{lesson.file}" for lesson in LESSONS)]
TRACEBACK = "Traceback (most recent call last)"


@pytest.fixture(scope="module")
def site():
    reason = why_not()
    if reason:
        pytest.skip(reason)
    with serving(SITE) as server:
        yield server


@pytest.fixture
def unopened(browser, site, request):
    """A fresh browser context: nobody has been here before."""
    name = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")
    folder = ARTIFACTS / name
    folder.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(viewport=VIEWPORT)
    context.set_default_timeout(RUN_MS)
    lab = LiteLab(context.new_page(), site, folder, name)
    yield lab
    if getattr(request.node, "failed", False):
        lab.screenshot("at-the-failure")
    context.close()


@pytest.fixture
def lite(unopened):
    """JupyterLab of the site, without a notebook."""
    unopened.start()
    return unopened


def check(notebook, source):
    notebook.set_source(ANSWER, source.strip())
    notebook.run(ANSWER)
    notebook.run(CHECK)
    assert notebook.errors() == []
    return notebook.output(CHECK)


def run_each_cell(notebook):
    """Run one cell after the other: an hour's lesson in one go would be too long for one wait."""
    for cell in notebook.cell_ids():
        notebook.run(cell)


def test_the_front_page_leads_to_the_start_page_within_the_budget(unopened, site):
    lite = unopened
    before = site.sent
    lite.start_at_the_front_page()
    expect(lite.page.locator(".jp-NotebookPanel:visible h1").first).to_be_visible()
    page = lite.open(START_PAGE)
    page.run("environment")
    assert "Your environment is ready." in page.text("environment")
    lite.screenshot("the-start-page")
    sent = site.sent - before
    print(f"first opening: {sent:,} bytes")
    assert builder().problems("first opening", sent) == []


def test_a_demo_runs_live_and_on_the_virtual_clock(lite):
    notebook = lite.open("notebooks/01_parallel_fetches.ipynb")
    notebook.run_all()
    assert notebook.errors() == []
    view = DemoView(notebook.output("demo-a-run"))
    view.skip_prediction()
    view.run("gather")
    view.wait_for_variant("gather", "done")
    assert view.rows("gather").count() == 3
    assert "On the virtual clock it takes exactly 0.420 s" in view.outcome("gather")
    assert "the ideal is 0.420 s" in view.head("gather")
    assert lite.complaints == []
    lite.screenshot("a-demo")


def test_a_demo_that_needs_threads_says_that_there_are_none(lite):
    notebook = lite.open("notebooks/01_parallel_fetches.ipynb")
    notebook.run_all()
    view = DemoView(notebook.output("demo-e-run"))
    view.skip_prediction()
    view.run("in threads")
    assert "has no threads, so nothing ran live" in view.outcome("in threads")
    assert "took 0.420 s" in view.head("in threads")


def test_an_exercise_is_checked_and_progress_is_there_after_a_reload(lite):
    notebook = lite.open("exercises/01_parallel_fetches.ipynb")
    notebook.run("imports")
    wrong = check(notebook, ONE_BY_ONE_WITH_TASKS)
    expect(wrong.locator(".fp-failed")).to_be_visible()
    expect(wrong).to_contain_text("3 of 5")
    lite.screenshot("a-wrong-answer", wrong)
    right = check(notebook, MENDED)
    expect(right.locator(".fp-passed")).to_be_visible()
    lite.screenshot("the-right-answer", right)
    notebook.save()

    lite.reload()
    notebook = lite.open("exercises/01_parallel_fetches.ipynb")
    assert notebook.source(ANSWER) == MENDED.strip()
    notebook.run("imports")
    # Another notebook begins with the same cell, so the kernel knows where it is after this one.
    notebook.run(ANSWER)
    expect(notebook.output(ANSWER)).to_contain_text("1 of 3 exercises is solved")
    page = lite.open(START_PAGE)
    page.run("imports")
    page.run("progress-run")
    assert "core ✓" in page.text("progress-run")
    lite.screenshot("after-a-reload")


def test_the_check_of_the_start_page_counts_as_no_attempt(lite):
    page = lite.open(START_PAGE)
    for cell in ("environment", "imports", "tools-check-answer", "tools-check-run"):
        page.run(cell)
    page.add_cell("command", "!course progress")
    assert "The map" in page.text("command")
    page.add_cell("program", "!ls")
    assert "A browser starts no other programs" in page.text("program")
    page.add_cell("tries", "from course_lib.progress import so_far\nsorted(so_far().exercises)")
    assert page.text("tries") == "[]"
    assert page.errors() == []


@pytest.mark.timeout(900)
@pytest.mark.parametrize("path", NOTEBOOKS)
def test_every_cell_of_a_lesson_runs(lite, path):
    notebook = lite.open(path)
    run_each_cell(notebook)
    assert notebook.errors() == []
    assert notebook.cells_without_a_count() == []
    printed = {cell: notebook.text(cell) for cell in _code_cells(path)}
    assert [cell for cell, text in printed.items() if TRACEBACK in text] == []
    assert lite.complaints == []


@pytest.mark.timeout(900)
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_every_exercise_of_a_lesson_can_be_solved(lite, lesson):
    notebook = lite.open(f"exercises/{lesson.file}")
    for cell, source in answers(lesson).items():
        notebook.set_source(cell, source)
    run_each_cell(notebook)
    assert notebook.errors() == []
    for name in lesson.exercises:
        output = notebook.output(f"{name.replace('_', '-')}-check")
        expect(output.locator(".fp-passed")).to_be_visible()


def test_no_solution_lies_on_the_drive(site):
    """They travel in the course's wheel, for `.solution()`; a learner does not come across them."""
    assert {path.name for path in site.root.iterdir()} == {"notebooks", "exercises"}
    for path in site.root.rglob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert "# solution: begin" not in text
        assert not any(cell.get("outputs") for cell in json.loads(text)["cells"])


def _code_cells(path):
    cells = json.loads((SITE / "files" / path).read_text(encoding="utf-8"))["cells"]
    return [cell["id"] for cell in cells if cell["cell_type"] == "code"]
