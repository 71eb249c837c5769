"""`course validate` as a learner calls it, on a copy of the real exercise."""

import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from course_lib.authoring import canonical, workspace
from course_lib.authoring.course import Course

from .conftest import ROOT

NAME = "01_parallel_fetches.ipynb"
MODEL_ANSWERS = ("load_dashboard", "fetch_products", "quote_order")


@pytest.fixture
def mine(tmp_path):
    """A learner's course with its work copies, and a way to write answers into the exercise."""
    for folder in ("notebooks", "solutions", "exercises"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "course_lib").mkdir()
    workspace.prepare(Course(tmp_path))

    def write(**answers):
        path = tmp_path / "work" / "exercises" / NAME
        notebook = canonical.read(path)
        cells = {cell["id"]: cell for cell in notebook["cells"]}
        for exercise, file in answers.items():
            source = (ROOT / "tests/checkers/answers" / exercise / f"{file}.py").read_text()
            cells[f"{exercise.replace('_', '-')}-answer"]["source"] = source
        canonical.write(path, notebook, with_outputs=False)
        return path

    return write


def validate(path, *options):
    course = path.parents[2]
    return subprocess.run(
        [sys.executable, "-m", "course_lib.cli", "validate", str(path), *options],
        cwd=course, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_answers_are_judged_one_by_one(mine, tmp_path):
    path = mine(load_dashboard="right_task_group", fetch_products="wrong_chunks")
    done = validate(path, "--junit", str(tmp_path / "junit.xml"))
    assert done.returncode == 1, done.stderr
    place = f"work/exercises/{NAME}, cell"
    assert f"{place} load-dashboard-check" not in done.stdout
    assert f"{place} fetch-products-check: the output differs" in done.stdout
    assert "edit the cell fetch-products-answer" in done.stdout
    assert f"{place} quote-order-check: the output differs" in done.stdout
    cases = {case.get("name"): case for case in ET.parse(tmp_path / "junit.xml").iter("testcase")}
    assert cases["load-dashboard-check"].find("failure") is None
    assert cases["fetch-products-check"].find("failure") is not None


def test_a_solved_exercise_is_green(mine):
    path = mine()
    learner, solution = canonical.read(path), canonical.read(ROOT / "solutions" / NAME)
    solved = {cell["id"]: cell["source"] for cell in solution["cells"]}
    for cell in learner["cells"]:
        cell["source"] = solved.get(cell["id"], cell["source"])
    canonical.write(path, learner, with_outputs=False)
    done = validate(path)
    assert done.returncode == 0, done.stdout
    assert "all as expected" in done.stdout
