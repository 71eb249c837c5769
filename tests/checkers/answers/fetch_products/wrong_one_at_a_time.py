# expect: idle-slot
# misconception: a limit means one at a time
async def fetch_products(fetch, skus, limit):
    return [await fetch(sku) for sku in skus]
