# expect: too-slow, effect-failed-order
# misconception: spawn(...) must be awaited to start
import asyncio


async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    await api.write_audit(purchase["id"])
    email = spawn(api.send_email(purchase["id"], items), name="email")
    track = spawn(api.track("purchase", purchase["id"]), name="analytics")
    await asyncio.gather(email, track)
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
