import asyncio


async def checkout(api, spawn, cart):
    items = tuple(cart)
    async with asyncio.TaskGroup() as group:
        paying = group.create_task(api.create_purchase(items))
    purchase = paying.result()
    async with asyncio.TaskGroup() as group:
        group.create_task(api.write_audit(purchase["id"]))
    spawn(api.send_email(purchase["id"], items), name="email")
    spawn(api.track("purchase", purchase["id"]), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
