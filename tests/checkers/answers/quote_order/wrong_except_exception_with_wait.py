# expect: not-cancelled
# misconception: except Exception catches cancellation too
import asyncio


async def quote_order(api, cart):
    tasks = {
        asyncio.create_task(api.price(cart), name="price"),
        asyncio.create_task(api.reserve_stock(cart), name="stock"),
        asyncio.create_task(api.shipping_rate(cart), name="shipping"),
    }
    quote, pending = {}, tasks
    try:
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            errors = [task.exception() for task in done if task.exception()]
            if errors:
                raise errors[0]
            quote |= {task.get_name(): task.result() for task in done}
    except Exception:
        for task in pending:
            task.cancel()
        if pending:
            await asyncio.wait(pending)
        raise
    return quote
