"""The service as it runs on Friday morning: each pattern of the course in its "before" form.

It is what the exercise ships, so that the scoreboard can measure it beside the learner's.
"""

from __future__ import annotations

from typing import Any


async def handle_product_page(
    api: Any, bg: Any, cache: Any, log: Any, slug: str, session: str, *, timeout: float
) -> dict[str, Any]:
    """One wait after another, all or nothing, and the customer waits for analytics."""
    user = await cache.get(("user", session))
    cart = await cache.get(("cart", user["id"]))
    nav = await cache.get(("nav",))
    product = await cache.get(("product", slug))
    reviews = await cache.get(("reviews", product["id"]))
    related = await cache.get(("related", product["category"]))
    await api.track("view", slug)
    log(f"product page {slug}: ok")
    return {
        "user": user,
        "cart": cart,
        "nav": nav,
        "product": product,
        "reviews": reviews,
        "related": related,
        "degraded": [],
    }


async def shutdown(readiness: Any, bg: Any, *, timeout: float) -> dict[str, int]:
    """As long as it takes, and the balancer is told last."""
    report = await bg.drain(60)
    readiness.ready = False
    return report
