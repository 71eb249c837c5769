"""`course class board`: what it prints is all that is needed, and wrong calls are one sentence."""

import os
import socket
import stat
import subprocess
import sys

import pytest

from course_lib.classroom.board_command import command

from .boards import ROOT, board_process, event


def refused(capsys, **options):
    given = {"host": "127.0.0.1", "port": 0, "database": None}
    assert command(**given | options) == 2
    error = capsys.readouterr().err
    assert error.startswith("course class board: ")
    assert error.count("\n") == 1
    return error


def test_without_the_extra_it_says_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setattr("course_lib.classroom.board_command.find_spec", lambda name: None)
    assert "fix-patterns[classroom]" in refused(capsys)


@pytest.mark.parametrize("database", ["nonsense", "sqlite:////nowhere/at/all.sqlite3"])
def test_a_database_that_cannot_be_used_is_told(capsys, database):
    refused(capsys, database=database)


def test_a_file_that_is_no_database_is_told(tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("not a database " * 100)
    error = refused(capsys, database=f"sqlite:///{tmp_path}/notes.txt")
    assert "not a database" in error


def test_a_port_in_use_is_told(tmp_path, capsys):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        error = refused(capsys, port=port, database=f"sqlite:///{tmp_path}/b.sqlite3")
    assert f"127.0.0.1:{port}" in error


def test_the_printed_lines_are_all_that_is_needed(tmp_path):
    with board_process(f"sqlite:///{tmp_path}/board.sqlite3") as board:
        kernel = "from course_lib import exercise\nexercise('settle').hint()"
        environment = os.environ | {"COURSE_BOARD": board.variable, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", kernel], env=environment, check=True, timeout=100)
        board.post(event())
        viewer = board.viewer()
        shown = viewer.get("/snapshot").json()
        viewer.close()
    names = [one["exercise"] for one in shown["exercises"]]
    assert "load_dashboard" in names
    assert "settle" in names


def test_the_default_file_is_for_its_owner_alone(tmp_path, monkeypatch):
    from course_lib.classroom.board_command import FILE, _own_file

    monkeypatch.chdir(tmp_path)
    assert _own_file() == f"sqlite:///{tmp_path}/{FILE}"
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
