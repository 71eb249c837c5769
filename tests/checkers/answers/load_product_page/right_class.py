import asyncio


class Page:
    def __init__(self, sku, timeout, report):
        self.sku, self.timeout, self.report = sku, timeout, report
        self.parts = {}
        self.missing = []

    async def required(self, name, call):
        self.parts[name] = await call(self.sku)

    async def optional(self, name, call, fallback):
        try:
            self.parts[name] = await asyncio.wait_for(call(self.sku), self.timeout)
        except (ConnectionError, TimeoutError) as problem:
            self.parts[name] = fallback
            self.missing.append(name)
            self.report(name, problem)


async def load_product_page(api, sku, timeout, on_degraded):
    page = Page(sku, timeout, on_degraded)
    async with asyncio.TaskGroup() as group:
        for name in ("product", "price"):
            group.create_task(page.required(name, getattr(api, name)))
        for name, fallback in (("reviews", []), ("recommendations", []), ("stock", None)):
            group.create_task(page.optional(name, getattr(api, name), fallback))
    order = ["reviews", "recommendations", "stock"]
    return page.parts | {"degraded": sorted(page.missing, key=order.index)}
