# expect: wrong-shape


async def load_product_page(api, sku, timeout, on_degraded):
    print(api.product(sku))
