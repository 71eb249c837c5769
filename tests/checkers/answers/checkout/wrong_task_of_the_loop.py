# expect: not-spawned
# misconception: create_task is fire-and-forget
import asyncio


async def checkout(api, spawn, cart):
    items = tuple(cart)
    p = await api.create_purchase(items)
    await api.write_audit(p["id"])
    loop = asyncio.get_running_loop()
    loop.create_task(api.send_email(p["id"], items))
    spawn(api.track("purchase", p["id"]), name="analytics")
    return {"purchase_id": p["id"], "total": p["total"]}
