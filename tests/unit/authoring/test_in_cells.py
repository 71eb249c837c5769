"""`!course ...` where no program can be started: an answer or a sentence, never a traceback."""

from types import SimpleNamespace

import pytest

from course_lib.authoring import in_cells
from course_lib.cli import main


@pytest.fixture
def cell(monkeypatch, capsys):
    shell = SimpleNamespace()
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    in_cells.answer_commands(main)

    def run(command):
        assert shell.system(command) is None
        return capsys.readouterr().out

    return run


def test_progress_is_answered_by_the_command_itself(cell, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    assert "The map" in cell("course progress")
    assert "load_dashboard" in cell(" course  progress load_dashboard ")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("course reset load_dashboard", "delete it in the file browser"),
        ("course update", "Load the page again"),
        ("course check load_dashboard x.py", "`course check` needs what a browser does not have"),
        ("course lab", "`course lab` needs"),
        ("ls -l", "cannot be run here: ls -l"),
        ("echo 'half a quote", "cannot be run here"),
        ("", "cannot be run here"),
    ],
)
def test_what_cannot_be_had_is_a_sentence(cell, command, words):
    assert words in cell(command)


def test_a_wrong_option_ends_no_kernel(cell):
    cell("course progress --nonsense")
    assert "course" in cell("course --help")


def test_without_a_notebook_nothing_is_changed(monkeypatch):
    monkeypatch.setattr("IPython.get_ipython", lambda: None)
    in_cells.answer_commands(main)
