# expect: not-stopped
# misconception: collecting all results first is fail-fast
import asyncio


async def quote_order(api, cart):
    values = await asyncio.gather(
        api.price(cart), api.reserve_stock(cart), api.shipping_rate(cart), return_exceptions=True
    )
    for value in values:
        if isinstance(value, BaseException):
            raise value
    return dict(zip(("price", "stock", "shipping"), values))
