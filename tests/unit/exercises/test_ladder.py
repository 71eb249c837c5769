"""Hints are rungs; the solution opens at the top, or after a pass."""

from course_lib.exercises.ladder import Ladder


def test_hints_come_one_by_one_and_the_last_one_stays():
    ladder = Ladder()
    assert [ladder.climb(3) for _ in range(5)] == [0, 1, 2, 2, 2]
    assert ladder.hints == 3


def test_the_solution_opens_after_all_hints_and_three_honest_tries():
    ladder = Ladder()
    for _ in range(3):
        ladder.climb(3)
    for source in ("a", "a", "b"):
        ladder.tried(source, passed=False)
    assert not ladder.opens(3)
    assert "1 more try of your own" in ladder.closed(3)
    ladder.tried("c", passed=False)
    assert ladder.opens(3)


def test_tries_alone_do_not_open_it():
    ladder = Ladder()
    for source in "abcd":
        ladder.tried(source, passed=False)
    assert not ladder.opens(3)
    assert "3 more hints" in ladder.closed(3)


def test_a_pass_opens_it_at_once_and_for_good():
    ladder = Ladder()
    ladder.tried("a", passed=True)
    assert ladder.opens(3)
    ladder.tried("b", passed=False)
    assert ladder.opens(3)
