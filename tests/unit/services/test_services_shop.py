"""The story's numbers."""

import random

from course_lib.services import shop


def test_the_delays_of_the_story():
    assert shop.account_page.delays == {
        "get_customer": 0.18,
        "get_preferences": 0.09,
        "get_orders": 0.42,
    }
    assert round(sum(shop.my_account_page.delays.values()), 3) == 1.07
    assert max(shop.my_account_page.delays.values()) == 0.42
    assert sum(shop.account_page.delays.values()) == 0.69
    assert shop.quote.delays == {"price": 0.10, "reserve_stock": 0.15, "shipping_rate": 0.20}
    assert round(sum(shop.checkout.delays.values()), 3) == 1.95
    assert round(sum(list(shop.checkout.delays.values())[:2]), 3) == 0.35
    assert round(sum(shop.composed_page.delays.values()), 3) == 1.60


def test_the_catalogue_is_drawn_one_after_another_from_one_generator():
    generator = random.Random(7)
    assert list(shop.CATALOGUE_DELAYS.values()) == [
        round(generator.uniform(0.05, 0.6), 3) for _ in range(24)
    ]
    assert round(sum(shop.CATALOGUE_DELAYS.values()), 3) == 6.488


def test_answers_are_fresh_each_time():
    first, again = (shop.account_page["get_orders"].answer(7) for _ in range(2))
    first[0]["total"] = 0
    assert again[0] == {"id": "TN-20418", "sku": "TENT-2P", "total": 219.0}
