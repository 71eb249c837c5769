"""The list of lessons agrees with the exercises, and with the notebooks."""

import json
from pathlib import Path

import pytest

from course_lib.exercises import exercises
from course_lib.progress.syllabus import LESSONS, RANKS, lesson, lesson_of

ROOT = Path(__file__).parents[3]
TAKEN = [entry for entry in LESSONS if entry.exercises]


def test_every_exercise_is_where_the_list_has_it_and_has_its_rank():
    for exercise in exercises():
        home = lesson_of(exercise.id)
        assert exercise.lesson is home
        if len(home.exercises) > 1:
            assert exercise.rank == RANKS[home.exercises.index(exercise.id)]


@pytest.mark.parametrize("entry", TAKEN, ids=lambda entry: entry.name)
def test_titles_and_minutes_are_those_of_the_notebook(entry):
    notebook = json.loads((ROOT / "notebooks" / entry.file).read_text(encoding="utf-8"))
    assert notebook["metadata"]["course"]["lesson"] == entry.name
    assert notebook["metadata"]["course"]["minutes"] == entry.minutes
    title = "".join(notebook["cells"][0]["source"])
    assert title.startswith(f"# {entry.number}. {entry.title}")


def test_a_lesson_is_found_by_its_name_and_by_its_exercise():
    assert lesson("page_data").number == 4
    assert lesson_of("drain").name == "background_work"
    assert lesson_of("nothing") is None
    with pytest.raises(KeyError):
        lesson("nothing")


def test_hints_are_few():
    assert {len(exercise.hints) for exercise in exercises()} <= {2, 3, 4}
