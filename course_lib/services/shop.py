"""Tern & Co.: the pages of the story, with their back ends' delays and data.

Each name below is a `Services` for one page. Delays are seconds.
"""

from __future__ import annotations

import random
from typing import Any

from course_lib.services.spec import Service, Services

CUSTOMER_ID = 7
CUSTOMERS = {
    7: {"id": 7, "name": "Ines Duarte", "email": "ines@example.org"},
    8: {"id": 8, "name": "Jonas Weber", "email": "jonas@example.org"},
}
PREFERENCES = {"language": "pt", "currency": "EUR", "newsletter": False}
PRODUCTS = {
    "TENT-2P": {"id": "TENT-2P", "name": "Kestrel 2P", "price": 219.00, "category": "tents"},
    "STOVE-9": {"id": "STOVE-9", "name": "Puffin 9", "price": 87.90, "category": "stoves"},
    "MUG-1": {"id": "MUG-1", "name": "Mug", "price": 14.50, "category": "kitchen"},
}
ORDERS = {
    7: [
        {"id": "TN-20418", "sku": "TENT-2P", "total": 219.00},
        {"id": "TN-20377", "sku": "MUG-1", "total": 14.50},
    ],
}
CART = [{"sku": "TENT-2P", "count": 1}, {"sku": "MUG-1", "count": 2}]

# Demo B of lesson 1: a catalogue of 24 SKUs; drawn one after another from one generator.
_draw = random.Random(7).uniform
CATALOGUE_DELAYS = {f"SKU-{n:02}": round(_draw(0.05, 0.6), 3) for n in range(1, 25)}
SKUS = tuple(CATALOGUE_DELAYS)


def _customer(customer_id: int) -> dict[str, Any]:
    return dict(CUSTOMERS.get(customer_id, {"id": customer_id, "name": "Guest"}))


def _preferences(customer_id: int) -> dict[str, Any]:
    return dict(PREFERENCES)


def _orders(customer_id: int) -> list[dict[str, Any]]:
    return [dict(order) for order in ORDERS.get(customer_id, [])]


def _product(sku: str) -> dict[str, Any]:
    return dict(PRODUCTS.get(sku, {"id": sku, "name": sku, "price": 0.0, "category": "other"}))


def _price(what: Any) -> float:
    """Of one SKU, or of a cart: SKUs, or lines with `sku` and `count`."""
    if isinstance(what, str):
        return _product(what)["price"]
    if isinstance(what, dict):
        return _price(what["sku"]) * what["count"]
    return round(sum(map(_price, what)), 2)


# Lesson 1, demos A and C, and the whole page of TERN-101 (1.07 s one after another).
account_page = Services(
    Service("get_customer", 0.18, _customer),
    Service("get_preferences", 0.09, _preferences),
    Service("get_orders", 0.42, _orders),
)
my_account_page = Services(
    *account_page,
    Service("get_loyalty", 0.25, lambda customer_id: {"points": 1240}),
    Service("get_wishlist", 0.13, lambda customer_id: ["STOVE-9"]),
)
catalogue = Services(
    Service("fetch_product", CATALOGUE_DELAYS.__getitem__, lambda sku: {"sku": sku}),
)
quote = Services(
    Service("price", 0.10, _price),
    Service("reserve_stock", 0.15, lambda cart: {"reserved": True}),
    Service("shipping_rate", 0.20, lambda cart: 6.90),
)
# A client without asyncio: each call holds its thread.
blocking_account_page = Services(
    Service("get_customer", 0.18, _customer, blocking=True),
    Service("get_preferences", 0.09, _preferences, blocking=True),
    Service("get_orders", 0.42, _orders, blocking=True),
)

# Lesson 2: what a product page needs (the first two) and what it can do without.
product_page = Services(
    Service("product", 0.20, _product),
    Service("price", 0.10, _price),
    Service("reviews", 0.30, lambda sku: [{"stars": 5, "text": "Dry in a storm."}]),
    Service("recommendations", 0.25, lambda sku: ["STOVE-9", "MUG-1"]),
    Service("stock", 0.15, lambda sku: 12),
)

# Lesson 3: the first two are the order, the others are its effects.
checkout = Services(
    Service(
        "create_purchase", 0.30, lambda items: {"id": "TN-20419", "total": _price(list(items))}
    ),
    Service("write_audit", 0.05, lambda purchase_id: None),
    Service("send_email", 1.20, lambda purchase_id, items: "sent"),
    Service("track", 0.40, lambda event, purchase_id: None),
)

# Lesson 4: the graph of a page.
composed_page = Services(
    Service("user", 0.10, lambda session: {"id": CUSTOMER_ID, "name": "Ines Duarte"}),
    Service("cart", 0.50, lambda user_id: [dict(line) for line in CART]),
    Service("nav", 0.40, lambda: ["Tents", "Stoves", "Kitchen"]),
    Service("product", 0.20, _product),
    Service("reviews", 0.30, lambda product_id: [{"stars": 5, "text": "Dry in a storm."}]),
    Service("related", 0.10, lambda category: ["STOVE-9", "MUG-1"]),
)
# The same calls without arguments, for schedulers that only know the graph.
page_graph = Services(*(Service(spec.name, spec.delay) for spec in composed_page))
