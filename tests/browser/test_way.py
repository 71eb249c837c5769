"""The learner's way in real JupyterLab: the map, coming back, getting unstuck, yours and ours."""

import pytest
from axe import serious_findings
from playwright.sync_api import expect
from test_exercise import ANSWER, CHECK, EXERCISE, MENDED, ONE_BY_ONE_WITH_TASKS, SHOW

START_PAGE = "work/notebooks/00_start_here.ipynb"
LESSON = "work/notebooks/01_parallel_fetches.ipynb"
TASK_GROUP = """
async def load_dashboard(api, customer_id):
    async with asyncio.TaskGroup() as group:
        customer = group.create_task(api.get_customer(customer_id))
        preferences = group.create_task(api.get_preferences(customer_id))
        orders = group.create_task(api.get_orders(customer_id))
    return {
        "customer": customer.result(),
        "preferences": preferences.result(),
        "orders": orders.result(),
    }
"""
OVERLAP = """
root => {
  const boxes = [...root.querySelectorAll('.fp-map > li')].map(e => e.getBoundingClientRect());
  const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1
    || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
  return boxes.some((a, i) => boxes.slice(i + 1).some(b => !apart(a, b)));
}
"""


@pytest.fixture
def mine(lab, tmp_path):
    """Open a notebook whose progress file belongs to this test alone."""

    def open_notebook(path, *, copied=True):
        notebook = lab.open_copy(path) if copied else lab.open(path)
        file = tmp_path / "progress.json"
        notebook.add_cell(
            "own-progress", f"import os\nos.environ['COURSE_PROGRESS'] = {str(file)!r}"
        )
        return notebook

    return open_notebook


def solve(notebook, source=MENDED):
    for cell_id, text in ((ANSWER, source), (CHECK, None)):
        if text:
            notebook.set_source(cell_id, text.strip())
        notebook.run(cell_id)
    assert notebook.errors() == []


def test_the_map_leads_a_newcomer_and_follows_the_learner(lab, mine):
    page = mine(START_PAGE, copied=False)
    page.run("environment")
    expect(page.output("environment")).to_contain_text("Your environment is ready.")
    page.run("imports")
    page.run("progress-run")
    stations = page.output("progress-run").locator(".fp-map > li")
    expect(stations).to_have_count(9)
    expect(page.output("progress-run").locator("[aria-current]")).to_contain_text(
        "1. Parallel fetches"
    )
    lab.screenshot("newcomer", page.output("progress-run"))
    # The check that the page itself shows is nobody's attempt.
    for cell_id in ("primer-greet", "tools-check-answer", "tools-check-run", "progress-run"):
        page.run(cell_id)
    expect(page.output("tools-check-run")).to_contain_text("3 of 5 requirements met")
    expect(stations.first.locator(".fp-state")).to_have_text("next")

    exercise = mine(EXERCISE)
    exercise.run("imports")
    solve(exercise, ONE_BY_ONE_WITH_TASKS)
    solve(exercise)

    page.open()
    page.run("progress-run")
    output = page.output("progress-run")
    expect(stations.first).to_contain_text("done")
    expect(stations.first).to_contain_text("core ✓")
    expect(output.locator("[aria-current]")).to_contain_text("2. Partial results")
    expect(output.locator("table").first).to_contain_text("load_dashboard")
    assert output.locator(".fp-way").evaluate(OVERLAP) is False
    lab.screenshot("one-lesson-done", output)
    lab.theme("JupyterLab Dark")
    lab.screenshot("one-lesson-done-dark", output)
    assert serious_findings(lab.page, within=[".fp-way"]) == []
    lab.theme("JupyterLab Light")
    assert serious_findings(lab.page, within=[".fp-way"]) == []

    output.get_by_role("link", name="2. Partial results").click()
    tab = lab.page.locator(".lm-TabBar-tabLabel", has_text="02_partial_results.ipynb")
    expect(tab.first).to_be_visible()


@pytest.mark.parametrize(
    "lab",
    [{"viewport": {"width": 640, "height": 900}, "device_scale_factor": 2}],
    indirect=True,
    ids=["200-percent"],
)
def test_the_map_fits_at_twice_the_size(lab, mine):
    page = mine(START_PAGE)
    page.run("imports")
    page.run("progress-run")
    way = page.output("progress-run").locator(".fp-way")
    wide, shown = way.evaluate("node => [node.scrollWidth, node.clientWidth]")
    assert wide <= shown + 1
    assert way.evaluate(OVERLAP) is False
    lab.screenshot("map-twice", way)


def test_a_lesson_resumes_where_the_learner_was(lab, mine):
    lesson = mine(LESSON)
    lesson.run("imports")
    expect(lesson.output("imports")).not_to_contain_text("Welcome back")
    for cell_id in ("before-code", "before-run", "after-code"):
        lesson.run(cell_id)
    lesson.restart_kernel()
    lesson.run("own-progress")
    lesson.run("imports")
    output = lesson.output("imports")
    expect(output).to_contain_text("you had come as far as")
    lab.screenshot("resumes", output)
    link = output.get_by_role("link")
    heading = link.inner_text()
    link.click()
    expect(lab.page.get_by_role("heading", name=heading, exact=True).first).to_be_in_viewport()
    lab.screenshot("went-there")


def test_yours_and_ours_stand_beside_each_other_once_it_is_solved(lab, mine):
    exercise = mine(EXERCISE)
    exercise.run("imports")
    solve(exercise, TASK_GROUP)
    exercise.run(SHOW)
    output = exercise.output(SHOW)
    output.get_by_role("button", name="Solution").click()
    both = output.locator("section[aria-label='Yours and ours']")
    expect(both).to_contain_text("group.create_task(api.get_orders(customer_id))")
    expect(both).to_contain_text("asyncio.gather(")
    yours, ours = (both.locator(".fp-sides > div").nth(side).bounding_box() for side in (0, 1))
    assert yours["x"] + yours["width"] <= ours["x"]
    assert abs(yours["y"] - ours["y"]) <= 1
    expect(both.locator("svg")).to_have_count(1)
    expect(both.locator("svg desc")).to_contain_text("yours")
    lab.screenshot("yours-and-ours", both)
    lab.theme("JupyterLab Dark")
    lab.screenshot("yours-and-ours-dark", both)
    assert serious_findings(lab.page, within=["section[aria-label='Yours and ours']"]) == []
    lab.theme("JupyterLab Light")


def test_a_new_kernel_still_shows_the_solution_and_an_answer_comes_back(lab, mine):
    exercise = mine(EXERCISE)
    exercise.run("imports")
    solve(exercise, TASK_GROUP)
    exercise.restart_kernel()
    exercise.run("own-progress")
    exercise.run("imports")
    expect(exercise.output("imports")).to_contain_text("1 of 3 exercises is solved")
    exercise.add_cell("solution", 'exercise("load_dashboard").solution()')
    output = exercise.output("solution")
    expect(output).to_contain_text("group.create_task(api.get_orders(customer_id))")
    # The timeline of yours is made again from the source that was kept.
    expect(output.locator("svg desc")).to_contain_text("yours")
    lab.screenshot("new-kernel", output)
    exercise.add_cell("attempts", "!course progress load_dashboard")
    expect(exercise.output("attempts")).to_contain_text("passed, 5 of 5 met")
    assert exercise.errors() == []


def test_an_exercise_is_reset_from_a_cell_and_its_answer_comes_back(lab):
    exercise = lab.open(EXERCISE)
    shipped = exercise.source(ANSWER)
    exercise.set_source(ANSWER, TASK_GROUP.strip())
    exercise.add_cell("mine", "1 + 1")
    exercise.save()
    exercise.add_cell("reset", "!course reset load_dashboard")
    expect(exercise.output("reset")).to_contain_text("is kept in work/kept/load_dashboard-1.py")
    exercise.revert()
    assert exercise.source(ANSWER) == shipped
    assert "mine" in exercise.cell_ids()
    exercise.add_cell("back", "!course reset load_dashboard --bring-back")
    exercise.revert()
    assert exercise.source(ANSWER) == TASK_GROUP.strip()
