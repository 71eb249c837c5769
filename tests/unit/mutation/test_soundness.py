"""A belief that a program does not show is reported; one that it shows is not."""

import pytest

from course_lib.exercises import exercise
from tests.mutation.run import exercises_with_answers
from tests.mutation.soundness import claims_of, contradictions

GATHER = """
import asyncio


async def load_dashboard(api, customer_id):
    a, b, c = await asyncio.gather(
        api.get_customer(customer_id),
        api.get_preferences(customer_id),
        api.get_orders(customer_id),
    )
    return {"customer": a, "preferences": b, "orders": c}
"""
IN_TURN = """
async def load_dashboard(api, customer_id):
    a = await api.get_customer(customer_id)
    b = await api.get_preferences(customer_id)
    c = await api.get_orders(customer_id)
    return {"customer": a, "preferences": b, "orders": c}
"""


@pytest.mark.parametrize("name", [n for n in exercises_with_answers() if claims_of(n)])
def test_every_misconception_of_an_exercise_has_a_test_of_its_own(name):
    beliefs = {m.belief for m in exercise(name).misconceptions}
    assert beliefs
    assert beliefs - set(claims_of(name)) == set()


@pytest.mark.parametrize("belief", claims_of("load_dashboard"))
def test_no_belief_is_seen_in_a_right_answer(belief):
    assert contradictions("load_dashboard", GATHER, [belief])


def test_a_belief_that_the_program_shows_is_no_contradiction():
    assert contradictions("load_dashboard", IN_TURN, ['await means "start"']) == []
    (wrong,) = contradictions("load_dashboard", IN_TURN, ["awaiting twice is free"])
    assert "does not show it" in wrong


def test_a_belief_without_a_test_is_reported():
    (found,) = contradictions("load_dashboard", IN_TURN, ["the earth is flat"])
    assert found == "no soundness test for 'the earth is flat'"
