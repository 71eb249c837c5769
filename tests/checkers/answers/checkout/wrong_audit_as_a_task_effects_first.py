# expect: too-soon
# misconception: the earlier the email leaves the better
import asyncio


async def checkout(api, spawn, cart):
    items = tuple(cart)
    p = await api.create_purchase(items)
    audit = asyncio.create_task(api.write_audit(p["id"]))
    spawn(api.send_email(p["id"], items), name="email")
    spawn(api.track("purchase", p["id"]), name="analytics")
    await audit
    return {"purchase_id": p["id"], "total": p["total"]}
