# expect: late-failure, wrong-result
# misconception: an exception in the list was raised
import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    names = ("product", "price", "reviews", "recommendations", "stock")
    calls = [api.product(sku), api.price(sku)]
    calls += [asyncio.wait_for(getattr(api, name)(sku), timeout) for name in names[2:]]
    values = await asyncio.gather(*calls, return_exceptions=True)
    page = dict(zip(names, values, strict=True)) | {"degraded": []}
    for name in names[:2]:
        if isinstance(page[name], Exception):
            raise page[name]
    for name in names[2:]:
        if isinstance(page[name], (ConnectionError, TimeoutError)):
            on_degraded(name, page[name])
            page["degraded"].append(name)
            page[name] = None if name == "stock" else []
        elif isinstance(page[name], Exception):
            raise page[name]
    return page
