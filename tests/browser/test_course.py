"""From an empty progress file to the certificate: every exercise solved in real JupyterLab."""

import json

import pytest
from playwright.sync_api import expect
from server import ROOT

from course_lib.progress.syllabus import LESSONS

START_PAGE = "work/notebooks/00_start_here.ipynb"


def answers(lesson):
    """Cell id -> the solved source, for each answer of a lesson's solutions."""
    notebook = json.loads((ROOT / "solutions" / lesson.file).read_text(encoding="utf-8"))
    return {
        cell["id"]: "".join(cell["source"])
        for cell in notebook["cells"]
        if cell["id"].endswith("-answer")
    }


@pytest.mark.timeout(900)
def test_all_exercises_are_solved_and_the_certificate_is_there(lab, tmp_path):
    progress = tmp_path / "progress.json"
    own = f"import os\nos.environ['COURSE_PROGRESS'] = {str(progress)!r}"
    for lesson in LESSONS:
        notebook = lab.open_copy(f"work/exercises/{lesson.file}")
        notebook.add_cell("own-progress", own)
        solved = answers(lesson)
        assert len(solved) == len(lesson.exercises)
        for cell_id, source in solved.items():
            notebook.set_source(cell_id, source)
        notebook.run_all()
        assert notebook.errors() == []
        for name in lesson.exercises:
            output = notebook.output(f"{name.replace('_', '-')}-check")
            expect(output.locator(".fp-passed")).to_be_visible()
        if lesson.name == "friday":
            notebook.run("friday-certificate")
            paper = notebook.output("friday-certificate")
            expect(paper.locator("img")).to_be_visible()
            assert "Fix Patterns: what was measured on Friday" in notebook.text(
                "friday-certificate"
            )
            lab.screenshot("certificate", paper)
        notebook.close()

    page = lab.open(START_PAGE)
    page.add_cell("own-progress", own)
    page.run("imports")
    page.run("progress-run")
    states = page.output("progress-run").locator(".fp-map > li .fp-state")
    expect(states).to_have_text(["done"] * len(LESSONS))
    lab.screenshot("the-whole-course-is-done", page.output("progress-run"))
