"""`course progress`: the map, and every attempt at an exercise with its source."""

import json

import pytest

from course_lib.progress.command import command
from course_lib.progress.listener import Listener


@pytest.fixture(autouse=True)
def two_attempts(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    listener = Listener()
    for source, outcome, met in (("first = 1\n\nlast = 2", "failed", 2), ("third", "passed", 5)):
        listener(
            "checked",
            {"exercise": "load_dashboard", "outcome": outcome, "met": met, "requirements": 5,
             "source": source},
        )  # fmt: skip


def test_attempts_are_printed_with_their_source(capsys):
    assert command("load_dashboard") == 0
    first, second = capsys.readouterr().out.split("\n2. ")
    assert first.startswith("1. 2")
    assert "failed, 2 of 5 met\n    first = 1\n\n    last = 2\n" in first
    assert "passed, 5 of 5 met\n    third\n" in second


def test_attempts_as_json(capsys):
    assert command("load_dashboard", as_json=True) == 0
    assert [a["source"] for a in json.loads(capsys.readouterr().out)] == [
        "first = 1\n\nlast = 2",
        "third",
    ]


def test_an_exercise_without_attempts_and_one_that_is_none(capsys):
    assert command("settle") == 0
    assert capsys.readouterr().out == "There is no attempt at settle yet.\n"
    assert command("setle") == 2
    assert "The nearest is settle." in capsys.readouterr().err


def test_the_map_as_json(capsys):
    assert command(as_json=True) == 0
    lessons = json.loads(capsys.readouterr().out)["lessons"]
    assert lessons[0]["name"] == "parallel_fetches"
    assert lessons[0]["state"] == "started"
    assert lessons[0]["next"] is True
