"""Settings that cannot be are refused with one sentence each."""

import math

import pytest

from course_lib.services import Service, Services

PAGE = Services(Service("get_orders", 0.42), Service("get_customer", 0.18))


def refused(call) -> str:
    with pytest.raises(ValueError) as caught:
        call()
    return str(caught.value)


def test_a_service_without_a_delay():
    assert refused(lambda: Service("get_orders")) == (
        "The service 'get_orders' has no delay; give it one in seconds: Service('get_orders', 0.2)."
    )


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"delay": -1}, "The delay of 'a' cannot be -1 seconds; it must be 0 or more."),
        ({"delay": math.nan}, "The delay of 'a' cannot be nan seconds; it must be 0 or more."),
        ({"delay": "1"}, "The delay of 'a' must be a number, and '1' is not."),
        ({"delay": True}, "The delay of 'a' must be a number, and True is not."),
        (
            {"delay": 1, "failure": 1.5},
            "The failure probability of 'a' must lie between 0 and 1, and 1.5 does not.",
        ),
        (
            {"delay": 1, "cleanup": -0.1},
            "The cleanup time of 'a' cannot be -0.1 seconds; it must be 0 or more.",
        ),
        ({"delay": 1, "jitter": -1}, "The jitter of 'a' cannot be -1; it must be 0 or more."),
        (
            {"delay": 1, "answer": 3},
            "The answer of 'a' must be a function of the call's arguments, and 3 is not one.",
        ),
    ],
)
def test_bad_settings_of_a_service(settings, sentence):
    assert refused(lambda: Service("a", **settings)) == sentence


@pytest.mark.parametrize("name", ["get orders", "class", "_hidden", "", 7])
def test_names_that_cannot_be_called(name):
    assert "must be usable as api.NAME(...)" in refused(lambda: Service(name, 1))


def test_two_services_of_one_name_and_things_that_are_no_service():
    assert "two services called 'a'" in refused(lambda: Services(Service("a", 1), Service("a", 2)))
    assert "Services(...) takes Service objects" in refused(lambda: Services(0.2))


def test_an_unknown_name_names_the_nearest():
    sentence = (
        "There is no service called 'get_order'. Did you mean 'get_orders'? "
        "There are: get_orders, get_customer."
    )
    assert refused(lambda: PAGE.connect(delays={"get_order": 0.1})) == sentence
    assert refused(lambda: PAGE["get_order"]) == sentence
    with pytest.raises(AttributeError) as caught:
        getattr(PAGE.connect(), "get_order")  # noqa: B009
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("settings", "part"),
    [
        ({"delays": {"get_orders": -0.1}}, "The delay of 'get_orders' cannot be -0.1 seconds"),
        ({"delays": {"get_orders": None}}, "The service 'get_orders' has no delay"),
        ({"delays": 0.2}, "Delays are given by name"),
        ({"failure": 2}, "must lie between 0 and 1, and 2 does not"),
        ({"failure": {"get_stock": 0.5}}, "There is no service called 'get_stock'"),
        ({"cleanup": -1}, "cannot be -1 seconds"),
        ({"seed": "x"}, "A seed must be a whole number"),
        ({"seed": 1.5}, "A seed must be a whole number"),
    ],
)
def test_bad_settings_of_a_connection(settings, part):
    assert part in refused(lambda: PAGE.connect(**settings))


def test_settings_change_a_copy_and_leave_the_page_as_it_was():
    tuned = PAGE.tuned(delays={"get_orders": 1}, failure=0.5, cleanup={"get_customer": 0.1})
    assert tuned.delays == {"get_orders": 1, "get_customer": 0.18}
    assert [s.failure for s in tuned] == [0.5, 0.5]
    assert tuned["get_customer"].cleanup == 0.1
    assert PAGE.delays == {"get_orders": 0.42, "get_customer": 0.18}
    assert [s.failure for s in PAGE] == [0, 0]


def test_pages_can_be_put_together():
    more = Services(*PAGE, Service("get_stock", 0.15))
    assert more.names == ("get_orders", "get_customer", "get_stock")
    assert "get_stock" in more
    assert "get_stock" not in PAGE
    assert len(more) == 3
