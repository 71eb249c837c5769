# expect: error-in-group
# misconception: except* picks one handler, like except
import asyncio


async def quote_order(api, cart):
    try:
        async with asyncio.TaskGroup() as group:
            price = group.create_task(api.price(cart))
            stock = group.create_task(api.reserve_stock(cart))
            shipping = group.create_task(api.shipping_rate(cart))
    except* ConnectionError as eg:
        raise eg.exceptions[0]
    except* TimeoutError as eg:
        raise eg.exceptions[0]
    except* Exception as eg:
        raise eg.exceptions[0]
    return {"price": price.result(), "stock": stock.result(), "shipping": shipping.result()}
