# expect: too-slow, not-spawned, effect-failed-order
# misconception: run everything after the purchase in parallel
import asyncio


async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    async with asyncio.TaskGroup() as group:
        group.create_task(api.write_audit(purchase["id"]))
        group.create_task(api.send_email(purchase["id"], items))
        group.create_task(api.track("purchase", purchase["id"]))
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
