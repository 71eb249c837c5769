"""All exercises have an id, a lesson and a contract; a wrong id names the nearest one."""

import pytest

from course_lib.exercises import UnknownExerciseError, exercise, exercises


def test_every_exercise_is_what_its_id_says():
    found = exercises()
    assert found
    assert len({chosen.id for chosen in found}) == len(found)
    for chosen in found:
        assert exercise(chosen.id) is chosen
        assert chosen.names[0].name == chosen.id or chosen.names
        assert chosen.cell == f"{chosen.id.replace('_', '-')}-answer"
        assert chosen.rank in ("core", "standard", "stretch")


def test_lessons_come_in_order_and_begin_with_their_core():
    found = exercises()
    numbers = [chosen.lesson.number for chosen in found]
    assert numbers == sorted(numbers)
    for number in set(numbers):
        first = next(chosen for chosen in found if chosen.lesson.number == number)
        assert first.rank == "core"


@pytest.mark.parametrize(
    "wrong", ["load_dashbord", "load-dashboard", "Load Dashboard", "dashboard"]
)
def test_an_unknown_id_names_the_nearest(wrong):
    with pytest.raises(UnknownExerciseError, match="The nearest is 'load_dashboard'"):
        exercise(wrong)


def test_an_id_like_no_other_lists_them_all():
    with pytest.raises(UnknownExerciseError, match="There are: load_dashboard, "):
        exercise("zzzzzz")
