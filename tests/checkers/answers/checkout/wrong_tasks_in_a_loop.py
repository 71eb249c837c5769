# expect: not-spawned
# misconception: create_task is fire-and-forget
from asyncio import ensure_future


async def checkout(api, spawn, cart):
    items = tuple(cart)
    p = await api.create_purchase(items)
    await api.write_audit(p["id"])
    for job in (api.send_email(p["id"], items), api.track("purchase", p["id"])):
        ensure_future(job)
    return {"purchase_id": p["id"], "total": p["total"]}
