"""What a mutation run counts, and what makes it fail."""

import pytest

from tests.mutation.equivalents import equivalents
from tests.mutation.generate import Mutant
from tests.mutation.judge import Judged
from tests.mutation.report import Result, problems, table

SOURCE = "x = 1\n"


def mutant(key):
    return Mutant("quote_order", "right_one", "drop-await", "line 1: `x`", "x = 2\n", key)


def result(*outcomes, **options):
    judged = [(mutant(f"key{i}"), Judged(outcome)) for i, outcome in enumerate(outcomes)]
    return Result("quote_order", {"right_one": SOURCE}, judged=judged, **options)


def test_a_refused_or_hung_mutant_is_killed_and_a_passed_one_survived():
    r = result("failed", "hung", "passed")
    assert (len(r.killed), len(r.survived), r.rate) == (2, 1, pytest.approx(2 / 3))
    assert not r.good
    assert "66.7%" in table([r])


def test_97_in_100_are_enough_and_96_are_not():
    assert result(*["failed"] * 97, *["passed"] * 3).good
    assert not result(*["failed"] * 96, *["passed"] * 4).good


def test_an_equivalent_mutant_counts_neither_way():
    r = result("failed", "passed", argued={"key1": "the order of starts is free"})
    assert r.rate == 1.0
    assert r.good


def test_an_equivalent_mutant_that_is_refused_fails_the_run():
    r = result("failed", "passed", argued={"key0": "this one is right, it says"})
    assert not r.good


def test_a_stale_key_fails_a_complete_run_but_not_a_sample():
    argued = {"gone": "the answer it came from has changed"}
    assert not result("failed", argued=argued).good
    assert result("failed", argued=argued, complete=False).good


def test_a_right_answer_that_is_refused_fails_the_run():
    assert not result("failed", refused_answers=["right_one: too-slow"]).good


def test_a_sentence_that_is_not_true_fails_the_run():
    r = result("failed")
    r.judged = [(mutant("key0"), Judged("failed", unsound=("'x' is named, ...",)))]
    assert not r.good
    assert "WRONG SENTENCE" in problems(r)[0]


def test_a_wrong_answer_that_passes_or_is_told_something_untrue_fails_the_run():
    assert result("failed", wrong_answers=[("wrong_one", Judged("failed"))]).good
    assert not result("failed", wrong_answers=[("wrong_one", Judged("passed"))]).good
    told = Judged("failed", unsound=("'x' is named, ...",))
    assert not result("failed", wrong_answers=[("wrong_one", told)]).good


def test_an_exercise_without_claims_fails_the_run():
    r = Result("no_such_exercise", {}, judged=result("failed").judged)
    assert not r.good
    assert problems(r) == [
        "NO CLAIMS no_such_exercise: write tests/mutation/claims/no_such_exercise.py"
    ]


def test_a_checker_that_breaks_fails_the_run():
    assert not result("failed", "error").good


def test_survivors_are_shown_with_their_change():
    (line,) = problems(result("passed"))
    assert line.startswith("SURVIVED quote_order key0 right_one drop-await")
    assert "-x = 1" in line
    assert "+x = 2" in line


def test_an_equivalent_without_an_argument_is_refused(tmp_path):
    file = tmp_path / "equivalents.toml"
    file.write_text('[settle]\nabc = "right"\n', "utf-8")
    with pytest.raises(ValueError, match="settle abc has no argument"):
        equivalents(file)


def test_the_arguments_of_the_course_can_be_read():
    assert isinstance(equivalents(), dict)
