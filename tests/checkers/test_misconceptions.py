"""Every code and every belief of an exercise is shown by a program of the corpus."""

import re

import pytest

from course_lib.exercises import exercises
from course_lib.exercises.troubles import COMMON_CODES

from .corpus import programs

EXERCISES = exercises()
ids = pytest.mark.parametrize("chosen", EXERCISES, ids=lambda chosen: chosen.id)


@ids
def test_each_code_of_the_exercise_is_tripped_by_a_program(chosen):
    # test_answers shows that each of these programs trips what it says here.
    tripped = {code for program in programs(chosen.id) for code in program.expect}
    assert chosen.own_codes - tripped == set()


@ids
def test_each_belief_is_held_by_a_program(chosen):
    held = {program.misconception for program in programs(chosen.id)}
    # One belief more than a program shows would be a sentence that nobody has ever read.
    assert {belief.belief for belief in chosen.misconceptions} - held == set()


@ids
def test_beliefs_watch_for_codes_that_exist_and_read_as_sentences(chosen):
    for belief in chosen.misconceptions:
        assert belief.symptoms, belief.belief
        assert belief.symptoms <= chosen.codes, belief.belief
        assert len(belief.sentence) > 40
        assert belief.sentence.endswith(".")
        assert "!" not in belief.sentence


@ids
def test_requirements_and_hints_are_there(chosen):
    assert len({requirement.id for requirement in chosen.requirements}) >= 3
    assert len(chosen.hints) >= 3
    assert not chosen.own_codes & COMMON_CODES


def test_every_scenario_says_what_it_tries():
    for chosen in EXERCISES:
        for scenario in chosen.scenarios:
            assert scenario.__doc__, scenario.__name__
            assert re.search(r"[.]$", scenario.__doc__.strip()), scenario.__name__
