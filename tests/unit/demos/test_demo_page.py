"""Mistakes in a demo's own arguments: one clear sentence each, when it is made."""

import pytest
from demo_programs import gather

from course_lib.demos import Demo, Knob
from course_lib.services import shop


def sentence(**changes) -> str:
    arguments = {"services": shop.account_page, "variants": {"after": gather}} | changes
    with pytest.raises(ValueError) as caught:
        Demo("Page", **arguments)
    return str(caught.value)


def plain(api):
    pass


async def nothing():
    pass


async def two(api, other):
    pass


async def limited(api, *, limt):
    pass


@pytest.mark.parametrize(
    ("variant", "said"),
    [
        (plain, "The variant 'x' is not an async function; write: async def x(api): ..."),
        (3, "The variant 'x' is not an async function"),
        (nothing, "The variant 'x' must take one argument called api"),
        (two, "The variant 'x' must take one argument called api"),
        (limited, "The variant 'x': There is no knob called 'limt'. Did you mean 'limit'?"),
    ],
)
def test_variants_that_cannot_run(variant, said):
    assert said in sentence(variants={"x": variant}, knobs=[Knob("limit", 4, 1, 9)])


def test_a_variant_that_was_called():
    said = sentence(variants={"after": gather(None)})
    assert said == "The variant 'after' was called; give the function itself, without ()."


def test_other_arguments():
    assert "A demo needs variants" in sentence(variants={})
    assert "services must be Services(...)" in sentence(services=[])
    assert "sweep is a number of runs" in sentence(sweep=-1)
    assert "The prediction: There is no variant called 'afer'" in sentence(predict={"afer": "?"})
    assert "predict is one question" in sentence(predict={"a": "?", "b": "?"})
    assert "There is no need called 'pipes'" in sentence(needs=["pipes"])


def test_an_ideal_that_asks_for_what_is_not_there():
    said = sentence(ideal=lambda delay: 1)
    assert said.startswith("The ideal: There is no value called 'delay'. Did you mean 'delays'?")


def test_an_ideal_may_be_a_number_or_follow_the_knobs():
    demo = Demo("Page", services=shop.account_page, variants={"after": gather}, ideal=0.5)
    assert demo.outcome("after").ideal == 0.5
    demo = Demo(
        "Page",
        services=shop.account_page,
        variants={"after": gather},
        ideal=lambda services, seed, get_orders: len(services) + seed + get_orders,
    )
    assert demo.outcome("after", seed=10, get_orders=0.5).ideal == 13.5


def test_names_that_are_not_there_name_the_nearest():
    demo = Demo("Page", services=shop.account_page, variants={"after": gather})
    with pytest.raises(ValueError, match="Did you mean 'after'"):
        demo.run("afer")
    with pytest.raises(ValueError, match="Did you mean 'get_orders'"):
        demo.run("after", get_order=1)
    with pytest.raises(ValueError, match="Did you mean 'seed'"):
        demo.set(sead=1)


def test_a_refused_position_changes_nothing():
    demo = Demo("Page", services=shop.account_page, variants={"after": gather})
    with pytest.raises(ValueError, match="get_orders must lie between 0 and 1 s, and 9 does not"):
        demo.set(get_orders=9, get_customer=0.9)
    assert demo.run("after").elapsed == 0.42
