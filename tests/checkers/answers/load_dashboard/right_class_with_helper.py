import asyncio
from dataclasses import dataclass
from typing import Any


@dataclass
class Page:
    customer: Any = None
    preferences: Any = None
    orders: Any = None

    async def fill(self, field, call):
        setattr(self, field, await call)


async def load_dashboard(api, customer_id):
    page = Page()
    await asyncio.gather(
        page.fill("customer", api.get_customer(customer_id)),
        page.fill("preferences", api.get_preferences(customer_id)),
        page.fill("orders", api.get_orders(customer_id)),
    )
    return vars(page)
