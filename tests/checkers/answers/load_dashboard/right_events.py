import asyncio


async def load_dashboard(api, customer_id):
    page, failure = {}, []
    changed = asyncio.Condition()

    async def part(key, call):
        try:
            page[key] = await call
        except BaseException as error:
            failure.append(error)
            raise
        finally:
            async with changed:
                changed.notify_all()

    tasks = [
        asyncio.create_task(part("customer", api.get_customer(customer_id))),
        asyncio.create_task(part("preferences", api.get_preferences(customer_id))),
        asyncio.create_task(part("orders", api.get_orders(customer_id))),
    ]
    async with changed:
        await changed.wait_for(lambda: failure or len(page) == 3)
    if failure:
        await asyncio.wait(tasks)
        raise failure[0]
    return page
