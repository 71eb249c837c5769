import asyncio


class Loader:
    async def __call__(self, api, customer_id):
        names = ("customer", "preferences", "orders")
        return dict(
            zip(
                names, await asyncio.gather(*[getattr(api, "get_" + n)(customer_id) for n in names])
            )
        )


load_dashboard = Loader()
