"""The learner's copies are made once and never overwritten."""

import json
import os
import sys

import pytest

from course_lib.authoring import workspace
from course_lib.authoring.course import CourseError

from .conftest import code, shown


@pytest.fixture
def filled(course, put):
    put(course.lessons / "00_start_here.ipynb", code("1", count=1, outputs=[shown(1, plain="1")]))
    (course.lessons / "symptoms.md").write_text("symptoms")
    put(course.exercises / "01_x.ipynb", code("2"))
    (course.lessons / ".ipynb_checkpoints").mkdir()
    put(course.lessons / ".ipynb_checkpoints" / "00_start_here-checkpoint.ipynb", code("0"))
    return course


def test_copies_have_no_outputs_and_no_checkpoints(filled):
    assert workspace.prepare(filled) == [
        "work/notebooks/00_start_here.ipynb",
        "work/notebooks/symptoms.md",
        "work/exercises/01_x.ipynb",
    ]
    (cell,) = json.loads((filled.root / workspace.START_PAGE).read_text())["cells"]
    assert (cell["outputs"], cell["execution_count"]) == ([], None)
    assert (filled.work / "notebooks" / "symptoms.md").read_text() == "symptoms"


def test_what_is_there_stays_and_new_notebooks_are_added(filled, put):
    workspace.prepare(filled)
    mine = filled.work / "exercises" / "01_x.ipynb"
    mine.write_text("my own work")
    put(filled.lessons / "02_y.ipynb", code("new"))
    assert workspace.prepare(filled) == ["work/notebooks/02_y.ipynb"]
    assert mine.read_text() == "my own work"


def test_jupyterlab_starts_in_the_course_on_the_start_page(filled, monkeypatch):
    calls = []
    for name in ("PATH", "JUPYTER_CONFIG_PATH"):
        monkeypatch.setenv(name, "/of/the/learner")
    monkeypatch.setattr(os, "execv", lambda program, command: calls.append((program, command)))
    monkeypatch.setattr(os, "chdir", lambda folder: calls.append(folder))
    workspace.open_lab(filled, ["--port=9999"])
    folder, (program, command) = calls
    assert (folder, program) == (filled.root, sys.executable)
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={filled.root}" in command
    assert f"--LabApp.default_url=/lab/tree/{workspace.START_PAGE}" in command
    assert command[-1] == "--port=9999"
    # JupyterLab's question about news is answered; what a learner has set comes before it.
    assert os.environ["JUPYTER_CONFIG_PATH"] == f"{workspace.DEFAULTS}{os.pathsep}/of/the/learner"
    settings = json.loads(
        (workspace.DEFAULTS / "labconfig" / "default_setting_overrides.json").read_text("utf-8")
    )
    assert settings["@jupyterlab/apputils-extension:notification"] == {"fetchNews": "false"}


def test_without_jupyterlab_a_sentence_says_how_to_get_it(filled, monkeypatch):
    monkeypatch.setattr(workspace.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CourseError, match="JupyterLab is not installed for this Python"):
        workspace.open_lab(filled)
