"""Knobs: their ranges, what they set, and the sentences about positions that cannot be."""

import math

import pytest

from course_lib.demos.knobs import Knob, Settings, assemble
from course_lib.services import Service, Services, shop

PAGE = Services(Service("get_orders", 0.42), Service("get_customer", 0.18))


def sentence(call) -> str:
    with pytest.raises(ValueError) as caught:
        call()
    return str(caught.value)


def test_each_service_with_a_delay_has_a_knob_on_one_common_range():
    knobs = assemble(PAGE, ["failure", "seed"])
    assert list(knobs) == ["get_orders", "get_customer", "failure", "seed"]
    assert {knob.high for knob in knobs.values() if knob.sets == "delay"} == {1.0}
    assert assemble(shop.catalogue, []) == {}
    assert assemble(shop.checkout, [])["send_email"].high == 2.0


def test_knobs_set_what_services_do():
    knobs = assemble(PAGE, [Knob.failure(0.5, service="get_orders"), "cleanup", "jitter", "seed"])
    settings = Settings(knobs, {"get_customer": 0.3, "cleanup": 0.1, "jitter": 0.2, "seed": 9})
    tuned = settings.tune(PAGE)
    assert tuned.delays == {"get_orders": 0.42, "get_customer": 0.3}
    assert [s.failure for s in tuned] == [0.5, 0]
    assert [(s.cleanup, s.jitter) for s in tuned] == [(0.1, 0.2), (0.1, 0.2)]
    assert settings.seed == 9


def test_a_knob_for_one_service_beats_the_one_for_all():
    knobs = assemble(PAGE, [Knob.failure(1.0, service="get_orders"), "failure"])
    assert [s.failure for s in Settings(knobs, {"failure": 0.1}).tune(PAGE)] == [1.0, 0.1]


@pytest.mark.parametrize(
    ("position", "said"),
    [
        (0, "Limit must lie between 1 and 24, and 0 does not."),
        (25, "Limit must lie between 1 and 24, and 25 does not."),
        (2.5, "Limit must be a whole number, and 2.5 is not."),
        ("", "Limit must be a whole number, and '' is not."),
        (None, "Limit must be a whole number, and None is not."),
        (True, "Limit must be a whole number, and True is not."),
        (math.nan, "Limit must be a whole number, and nan is not."),
    ],
)
def test_a_position_that_cannot_be_keeps_the_old_one(position, said):
    settings = Settings(assemble(PAGE, [Knob("limit", 4, 1, 24, label="Limit")]))
    assert sentence(lambda: settings.with_changes({"limit": position})) == said
    assert settings["limit"] == 4


def test_whole_numbers_stay_whole_and_others_do_not():
    settings = Settings(assemble(PAGE, [Knob("limit", 4, 1, 24), Knob("rate", 0.5, 0.0, 2.0)]))
    turned = settings.with_changes({"limit": 5.0, "rate": 1})
    assert (turned["limit"], type(turned["limit"])) == (5, int)
    assert (turned["rate"], type(turned["rate"])) == (1.0, float)


def test_a_list_of_choices():
    knob = Knob("mode", "gather", choices=["sequential", "gather"])
    assert knob.accept("sequential") == "sequential"
    assert "Did you mean 'gather'?" in sentence(lambda: knob.accept("gathr"))
    assert "There is no choice of mode" in sentence(lambda: Knob("mode", "x", choices=["y"]))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Knob("limit", 0, 1, 24), "limit must lie between 1 and 24, and 0 does not."),
        (lambda: Knob("n", 1, 5, 5), "The knob 'n' has no range: 5 to 5."),
        (lambda: Knob("two words", 1, 0, 5), "A knob's name must be usable as a parameter"),
        (lambda: assemble(PAGE, ["sead"]), "Did you mean 'seed'?"),
        (lambda: assemble(PAGE, [3]), "knobs=[...] takes Knob objects, and 3 is not one."),
        (lambda: assemble(PAGE, ["seed", Knob.seed()]), "There are two knobs called 'seed'"),
        (
            lambda: assemble(PAGE, [Knob.failure(1.0, service="get_order")]),
            "Did you mean 'get_orders'?",
        ),
        (
            lambda: Settings(assemble(PAGE, []), {"get_order": 1}),
            "There is no knob called 'get_order'. Did you mean 'get_orders'?",
        ),
    ],
)
def test_mistakes_of_authors_are_sentences(make, said):
    assert said in sentence(make)
