"""A small mutation run: right answers pass, broken ones do not, and what is said of them is true.

The whole run over every exercise is `make mutants`. Here a sample of lesson 1, the mould of the
others, so that the tests stay quick.
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.mutation.equivalents import equivalents
from tests.mutation.report import problems
from tests.mutation.run import mutation_run, right_answers

pytestmark = pytest.mark.timeout(600)  # judged in two processes; a busy machine takes long

MOULD = ("load_dashboard", "fetch_products", "quote_order")
LOOKED_AT = [name for name in equivalents() if name in MOULD and right_answers(name)]
SAMPLE = 90  # mutants in all; each takes about 0.02 s of CPU
SEED = 1


@pytest.fixture(scope="module")
def results():
    found = mutation_run(LOOKED_AT, sample=max(5, SAMPLE // len(LOOKED_AT)), seed=SEED)
    return {result.exercise: result for result in found}


def test_there_is_something_to_break():
    assert {"load_dashboard", "fetch_products", "quote_order"} <= set(LOOKED_AT)


@pytest.mark.parametrize("name", LOOKED_AT)
def test_right_answers_pass(results, name):
    assert results[name].answers
    assert results[name].refused_answers == []


@pytest.mark.parametrize("name", LOOKED_AT)
def test_broken_answers_are_found_out(results, name):
    result = results[name]
    assert len(result.killed) >= 3
    # A sample of this size may hold one of the three in a hundred that a full run lets pass.
    assert len(result.survived) <= 1, "\n\n".join(problems(result))


@pytest.mark.parametrize("name", LOOKED_AT)
def test_no_sentence_names_a_belief_that_the_answer_does_not_show(results, name):
    result = results[name]
    assert not result.unsound, "\n\n".join(problems(result))
    assert not result.broken, "\n\n".join(problems(result))
    assert not result.misjudged, "\n\n".join(problems(result))
