# expect: not-a-coroutine
# misconception: create_task is fire-and-forget
import asyncio


async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    await api.write_audit(purchase["id"])
    spawn(asyncio.create_task(api.send_email(purchase["id"], items)), name="email")
    spawn(asyncio.create_task(api.track("purchase", purchase["id"])), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
