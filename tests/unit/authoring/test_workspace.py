"""The learner's copies are made once and never overwritten."""

import json
import os
import subprocess
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
    (cell,) = json.loads((filled.work / workspace.START_PAGE).read_text())["cells"]
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
    assert command[:4] == [sys.executable, *workspace.QUICKLY, "jupyterlab"]
    assert f"--ServerApp.root_dir={filled.root}" in command
    page = filled.name(filled.work / workspace.START_PAGE)
    assert f"--LabApp.default_url=/lab/tree/{page}" in command
    assert command[-1] == "--port=9999"
    # JupyterLab's question about news is answered; what a learner has set comes before it.
    assert os.environ["JUPYTER_CONFIG_PATH"] == f"{workspace.DEFAULTS}{os.pathsep}/of/the/learner"
    settings = json.loads(
        (workspace.DEFAULTS / "labconfig" / "default_setting_overrides.json").read_text("utf-8")
    )
    assert settings["@jupyterlab/apputils-extension:notification"] == {"fetchNews": "false"}


@pytest.fixture
def hub(monkeypatch, tmp_path):
    """What JupyterHub tells a learner's server; the copies are the learner's own."""
    calls = []
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/ana/")
    monkeypatch.setenv("COURSE_WORK", str(tmp_path / "home" / "work"))
    monkeypatch.setattr(os, "execv", lambda program, command: calls.append(command))
    monkeypatch.setattr(os, "chdir", lambda folder: calls.append(folder))
    return calls


def test_in_a_hub_it_is_the_server_of_that_learner_on_copies_of_their_own(
    filled, hub, monkeypatch, tmp_path
):
    monkeypatch.setattr(workspace.importlib.util, "find_spec", lambda name: object())
    new = workspace.prepare(filled)
    assert new[0] == "work/notebooks/00_start_here.ipynb"
    assert (tmp_path / "home" / new[0]).exists()
    assert not (filled.root / "work").exists()
    workspace.open_lab(filled)
    folder, command = hub
    assert folder == tmp_path / "home"
    assert "jupyterhub.singleuser" in command
    assert f"--ServerApp.root_dir={folder}" in command
    assert f"--ServerApp.default_url=/lab/tree/{new[0]}" in command


def test_in_a_hub_without_jupyterhub_a_sentence_says_so(filled, hub, monkeypatch):
    there = {"jupyterlab": object()}
    monkeypatch.setattr(workspace.importlib.util, "find_spec", there.get)
    with pytest.raises(CourseError, match="JupyterHub is not installed here"):
        workspace.open_lab(filled)
    assert hub == []


def test_servers_start_without_the_grammar_that_costs_most_of_the_time(tmp_path):
    program = "import sys; print(sys.argv, sys.modules['rfc3987_syntax'], __name__)"
    (tmp_path / "server.py").write_text(program)
    command = [sys.executable, *workspace.QUICKLY, "server", "--port=1"]
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    shown = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    assert shown.stdout == f"{[str(tmp_path / 'server.py'), '--port=1']} None __main__\n"


def test_without_jupyterlab_a_sentence_says_how_to_get_it(filled, monkeypatch):
    monkeypatch.setattr(workspace.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CourseError, match="JupyterLab is not installed for this Python"):
        workspace.open_lab(filled)
