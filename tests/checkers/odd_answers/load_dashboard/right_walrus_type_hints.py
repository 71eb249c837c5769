from __future__ import annotations
import asyncio
import typing as t


class Dashboard(t.TypedDict):
    customer: dict
    preferences: dict
    orders: list


async def load_dashboard(api: t.Any, customer_id: int, /, *, debug: bool = False) -> Dashboard:
    (c, p), o = await asyncio.gather(
        asyncio.gather(api.get_customer(customer_id), api.get_preferences(customer_id)),
        api.get_orders(customer_id),
    )
    return Dashboard(customer=c, preferences=p, orders=o)
