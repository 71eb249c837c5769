# expect: not-called
import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    await asyncio.sleep(0.35)
    return {
        "product": {"sku": sku},
        "price": 219.0,
        "reviews": [],
        "recommendations": [],
        "stock": None,
        "degraded": [],
    }
