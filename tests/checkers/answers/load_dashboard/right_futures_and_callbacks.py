import asyncio


async def load_dashboard(api, customer_id):
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    page = {}
    kept = set()

    def finished(key, task):
        kept.discard(task)
        if done.done():
            return
        if task.cancelled():
            done.cancel()
        elif task.exception() is not None:
            done.set_exception(task.exception())
        else:
            page[key] = task.result()
            if len(page) == 3:
                done.set_result(page)

    for key, call in {
        "customer": api.get_customer,
        "preferences": api.get_preferences,
        "orders": api.get_orders,
    }.items():
        task = asyncio.create_task(call(customer_id))
        kept.add(task)
        task.add_done_callback(lambda t, key=key: finished(key, t))
    return await done
