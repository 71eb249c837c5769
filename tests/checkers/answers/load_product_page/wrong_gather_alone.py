# expect: page-lost
# misconception: a page is complete or it is an error
import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    names = ("product", "price", "reviews", "recommendations", "stock")
    values = await asyncio.gather(*(getattr(api, name)(sku) for name in names))
    return dict(zip(names, values, strict=True)) | {"degraded": []}
