"""A room in real browsers: a learner logs in, works, and the instructor's board moves."""

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import ARTIFACTS, VIEWPORT
from demo import DemoView
from lab import RUN_MS, Lab
from playwright.sync_api import expect
from server import ROOT
from test_lesson_7 import DEMO, Vitals

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from course_lib.classroom import seat
from course_lib.exercises.material import solved
from tests.unit.classroom.rooms import four_free_ports, need_jupyterhub, open_room

LESSON = "work/notebooks/01_parallel_fetches.ipynb"
EXERCISE = "work/exercises/01_parallel_fetches.ipynb"
# Tests talk to JupyterLab's own object.
EXPOSED = '\nc.Spawner.args += ["--LabApp.expose_app_in_browser=True"]\n'


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    need_jupyterhub()
    folder = tmp_path_factory.mktemp("room")
    options = ["--trust"] if seat.missing(folder) else []
    command = [sys.executable, "-m", "course_lib.cli", "class", "hub", str(folder), "--write-only"]
    # Everywhere: then its address is one that the page of lesson 7 does not take for local.
    ports = ["--port", str(four_free_ports())]
    subprocess.run([*command, *ports, *options], check=True, cwd=ROOT, capture_output=True)
    config = folder / "jupyterhub_config.py"
    config.write_text(config.read_text() + EXPOSED)
    with open_room(folder) as running:
        yield running


def log_in(browser, room, name, password):
    """A page of a browser of this person's own, after the form."""
    context = browser.new_context(viewport=VIEWPORT)
    context.set_default_timeout(RUN_MS)
    page = context.new_page()
    page.goto(room.address)
    expect(page.get_by_text("without blanks")).to_be_visible()
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    return page


@pytest.fixture
def learner(browser, room):
    """JupyterLab as it opens for a learner who has logged in."""
    page = log_in(browser, room, "ana", room.password)
    folder = ARTIFACTS / "class-hub"
    folder.mkdir(parents=True, exist_ok=True)
    server = SimpleNamespace(url=f"{room.address}/user/ana", root=room.folder / "homes" / "ana")
    lab = Lab(page, server, folder, "class-hub")
    lab.wait()
    yield lab
    page.context.close()


def test_a_learner_works_in_the_room_and_the_board_moves(room, browser, learner):
    expect(learner.page).to_have_url(re.compile("/user/ana/lab/.*00_start_here"))
    expect(learner.page.get_by_role("heading", name="Start here")).to_be_visible(timeout=RUN_MS)
    learner.screenshot("start")

    board = log_in(browser, room, room.instructor, room.admin_password)
    board.goto(room.board)
    expect(board.get_by_text("Nobody has checked an answer yet.")).to_be_visible()

    lesson = learner.open(LESSON)
    cells = [each for each in lesson.cell_ids() if each == "imports" or each.startswith("demo-a")]
    for cell in cells:
        if lesson._js("return cell(id).model.type", id=cell) == "code":
            lesson.run(cell)
    demo = DemoView(lesson.output("demo-a-run"))
    demo.predict("420")
    demo.wait_for_phase("ready")
    demo.run("gather")
    learner.screenshot("demo")

    exercise = learner.open(EXERCISE)
    exercise.run("imports")
    exercise.set_source("load-dashboard-answer",
                        solved("01_parallel_fetches.ipynb", "load-dashboard-answer"))  # fmt: skip
    exercise.run("load-dashboard-answer")
    exercise.run("load-dashboard-check")
    assert "load_dashboard: passed" in exercise.text("load-dashboard-check")

    row = board.locator("tr[data-exercise='load_dashboard']")
    expect(row).to_have_attribute("data-passed", "1")
    expect(board.locator("section[data-demo]").first).to_contain_text("1 guess")
    board.screenshot(path=ARTIFACTS / "class-hub" / "board.png")
    board.context.close()
    assert learner.complaints == []


def test_the_page_of_lesson_7_is_measured_below_the_hubs_address(learner):
    if not (ROOT / "node_modules/web-vitals").is_dir():
        pytest.skip("web-vitals is not installed: install npm, then run `make browser`.")
    notebook = learner.open("work/notebooks/07_web_vitals.ipynb")
    for cell, source in DEMO.items():
        notebook.add_cell(f"{cell}-here", source)
    vitals = Vitals(notebook.output("page-here"))
    vitals.wait("loaded")
    address = notebook.output("page-here").locator("iframe").get_attribute("src")
    assert "/user/ana/proxy/" in address
    vitals.visit(server=800)
    assert vitals.wait_for("TTFB", 800) >= 800
    learner.screenshot("vitals")
