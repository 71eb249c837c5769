"""A small mutation run: right answers pass, broken ones do not, and what is said of them is true.

The whole run is `make mutants`. Here a sample of every exercise.
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from course_lib.exercises import manifest
from tests.mutation.equivalents import equivalents
from tests.mutation.report import problems
from tests.mutation.run import mutation_run, right_answers

# Judged in a process of its own; a busy machine takes long.
pytestmark = [pytest.mark.deep, pytest.mark.timeout(600)]

LOOKED_AT = list(manifest.MODULES)
SAMPLE = 30  # mutants of an exercise; each takes about 0.02 s of CPU, one of the capstone 0.5 s
SEED = 1


def test_every_exercise_has_its_table_of_equivalents():
    assert set(LOOKED_AT) == set(equivalents())
    assert all(map(right_answers, LOOKED_AT))


@pytest.mark.parametrize("name", LOOKED_AT)
def test_broken_answers_are_found_out_and_what_is_said_of_them_is_true(name):
    (result,) = mutation_run([name], sample=SAMPLE, seed=SEED, workers=1)
    assert result.answers
    assert result.refused_answers == []
    assert len(result.killed) >= 3
    # A sample of this size may hold one of the three in a hundred that a full run lets pass.
    assert len(result.survived) <= 1, "\n\n".join(problems(result))
    # No sentence names a belief that the answer does not show.
    assert not result.unsound, "\n\n".join(problems(result))
    assert not result.broken, "\n\n".join(problems(result))
    assert not result.misjudged, "\n\n".join(problems(result))
