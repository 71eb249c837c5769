# expect: not-spawned
# misconception: create_task is fire-and-forget
import asyncio


async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    await api.write_audit(purchase["id"])
    asyncio.create_task(api.send_email(purchase["id"], items), name="email")
    asyncio.create_task(api.track("purchase", purchase["id"]), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
