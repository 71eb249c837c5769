"""Every right answer is accepted, every wrong one refused for its own reason."""

import os

import pytest

from course_lib.exercises import exercise, exercises
from course_lib.exercises.loading import judge_file

from .corpus import parametrize, programs

IDS = [found.id for found in exercises()]
PROGRAMS = [program for program in programs() if program.exercise in IDS]
RIGHT = [program for program in PROGRAMS if program.right]
# How many of the twenty seeds a program meets in the long tests: 1, 2, 4, 5, 10 or 20.
SHARE = int(os.environ.get("COURSE_SEEDS", "5"))
FRIDAYS_SHARE = int(os.environ.get("COURSE_SEEDS", "2"))
WRONG = [program for program in PROGRAMS if not program.right]
# A check of Friday takes as long as ten others: here every third of its wrong answers, and all of
# them with their seeds in the long tests.
FRIDAYS = [program for program in WRONG if program.exercise == "friday"]
HERE = [program for program in WRONG if program not in FRIDAYS or FRIDAYS.index(program) % 3 == 0]


@parametrize(RIGHT)
def test_a_right_answer_passes(program):
    verdict = judge_file(exercise(program.exercise), program.path)
    assert verdict.outcome == "passed", str(verdict)
    assert verdict.met == len(verdict.requirements) > 0
    assert not verdict.findings
    assert not verdict.notes


@parametrize(HERE)
def test_a_wrong_answer_fails_for_its_own_reason(program):
    chosen = exercise(program.exercise)
    verdict = judge_file(chosen, program.path)
    assert verdict.outcome == "failed", str(verdict)
    assert program.expect, "the program's first line must say which code it trips"
    assert program.expect <= set(verdict.codes), str(verdict)
    assert verdict.met < len(verdict.requirements)
    # A misconception is named only where the program holds it.
    named = [found.misconception for found in verdict.findings if found.misconception]
    assert named == ([program.misconception] if program.misconception else []), str(verdict)
    # Findings have codes of the closed list, each once, and plain sentences.
    assert set(verdict.codes) <= chosen.codes
    assert len(set(verdict.codes)) == len(verdict.codes)
    for finding in verdict.findings:
        assert finding.message.endswith((".", "?")), finding
        assert "Traceback" not in finding.message
        assert " at 0x" not in finding.message
        assert finding.requirement in {r.id for r in chosen.requirements}


def _share(program):
    return FRIDAYS_SHARE if program.exercise == "friday" else SHARE


@pytest.mark.deep
@pytest.mark.parametrize(
    ("program", "seeds"),
    # A share of the twenty for each program, all of them over the corpus; COURSE_SEEDS=20 for all.
    [
        (program, range(place % (step := 20 // _share(program)), 20, step))
        for place, program in enumerate(PROGRAMS)
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_twenty_seeds_give_the_same_verdict(program, seeds):
    for seed in seeds:
        assert_same_verdict(program, seed)


def assert_same_verdict(program, seed):
    verdict = judge_file(exercise(program.exercise), program.path, seed=seed)
    assert verdict.outcome == ("passed" if program.right else "failed"), f"seed {seed}\n{verdict}"
    assert program.expect <= set(verdict.codes), f"seed {seed}\n{verdict}"
    named = [found.misconception for found in verdict.findings if found.misconception]
    assert named == ([program.misconception] if program.misconception else []), str(verdict)


@pytest.mark.parametrize("name", IDS)
def test_each_exercise_has_enough_programs(name):
    assert len([program for program in RIGHT if program.exercise == name]) >= 6
    assert len([program for program in WRONG if program.exercise == name]) >= 12
