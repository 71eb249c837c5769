"""The pages of the shop, each in the form it had before and the form it has after.

A page asks `shop.ready(...)` first, which is where bad luck strikes, and then its services.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request

from course_lib.services import Supervisor
from course_lib.services.shop import CUSTOMER_ID
from course_lib.shop.settings import BackEnds

Page = Callable[[BackEnds, Request], Awaitable[dict[str, Any]]]
PATIENCE = 0.4  # how long the product page waits for a part that it can do without (seconds)
WHAT_THE_DASHBOARD_NEEDS = ("customer", "preferences", "orders", "loyalty", "wishlist")


async def dashboard_before(shop: BackEnds, request: Request) -> dict[str, Any]:
    """One call after another."""
    await shop.ready("dashboard")
    api = shop.dashboard
    return {
        name: await getattr(api, f"get_{name}")(CUSTOMER_ID) for name in WHAT_THE_DASHBOARD_NEEDS
    }


async def dashboard_after(shop: BackEnds, request: Request) -> dict[str, Any]:
    """All calls at once (lesson 1)."""
    await shop.ready("dashboard")
    calls = (getattr(shop.dashboard, f"get_{name}") for name in WHAT_THE_DASHBOARD_NEEDS)
    answers = await asyncio.gather(*(call(CUSTOMER_ID) for call in calls))
    return dict(zip(WHAT_THE_DASHBOARD_NEEDS, answers, strict=True))


async def product_before(shop: BackEnds, request: Request) -> dict[str, Any]:
    """Needs every part."""
    await shop.ready("product")
    sku, api = request.path_params["sku"], shop.product
    names = ("product", "price", "reviews", "recommendations", "stock")
    answers = await asyncio.gather(*(getattr(api, name)(sku) for name in names))
    return dict(zip(names, answers, strict=True)) | {"degraded": []}


async def product_after(shop: BackEnds, request: Request) -> dict[str, Any]:
    """Lives without its optional parts, and says which are missing (lesson 2)."""
    await shop.ready("product")
    sku, api = request.path_params["sku"], shop.product
    degraded: list[str] = []

    async def optional(name: str, fallback: Any) -> Any:
        try:
            async with asyncio.timeout(PATIENCE):
                return await getattr(api, name)(sku)
        except (ConnectionError, TimeoutError):
            degraded.append(name)
            return fallback

    async with asyncio.TaskGroup() as group:
        parts = {name: group.create_task(getattr(api, name)(sku)) for name in ("product", "price")}
        for name, fallback in (("reviews", []), ("recommendations", []), ("stock", None)):
            parts[name] = group.create_task(optional(name, fallback))
    return {name: part.result() for name, part in parts.items()} | {"degraded": sorted(degraded)}


async def checkout_before(shop: BackEnds, request: Request) -> dict[str, Any]:
    """The customer waits for mail and analytics."""
    await shop.ready("checkout")
    api, items = shop.checkout, ("TENT-2P",)
    purchase = await api.create_purchase(items)
    await api.write_audit(purchase["id"])
    await api.send_email(purchase["id"], items)
    await api.track("purchase", purchase["id"])
    return purchase


async def checkout_after(shop: BackEnds, request: Request) -> dict[str, Any]:
    """The audit is part of the order; the rest has an owner of its own (lesson 3)."""
    await shop.ready("checkout")
    api, items = shop.checkout, ("TENT-2P",)
    background: Supervisor = request.app.state.background
    purchase = await api.create_purchase(items)
    await api.write_audit(purchase["id"])
    background.spawn(api.send_email(purchase["id"], items), name=f"mail {purchase['id']}")
    background.spawn(api.track("purchase", purchase["id"]), name=f"track {purchase['id']}")
    return purchase


async def search(shop: BackEnds, request: Request) -> dict[str, Any]:
    """Products whose names hold the words of the query; the same in both forms."""
    await shop.ready("search")
    words = request.query_params.get("q", "").lower()
    return {"found": await shop.search.find(words)}


async def health(shop: BackEnds, request: Request) -> dict[str, Any]:
    """That the process answers at all, and nothing else."""
    return {"status": "ok"}


# page -> (method, path, before, after)
ROUTES: dict[str, tuple[str, str, Page, Page]] = {
    "dashboard": ("GET", "/dashboard", dashboard_before, dashboard_after),
    "product": ("GET", "/products/{sku}", product_before, product_after),
    "checkout": ("POST", "/checkout", checkout_before, checkout_after),
    "search": ("GET", "/search", search, search),
    "health": ("GET", "/health", health, health),
}
