# expect: late-start, too-slow
# misconception: try/except needs one call at a time
import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    page = {"product": await api.product(sku), "price": await api.price(sku), "degraded": []}
    for name, fallback in (("reviews", []), ("recommendations", []), ("stock", None)):
        try:
            async with asyncio.timeout(timeout):
                page[name] = await getattr(api, name)(sku)
        except (ConnectionError, TimeoutError) as error:
            page[name] = fallback
            page["degraded"].append(name)
            on_degraded(name, error)
    return page
