import asyncio


async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    await api.write_audit(purchase["id"])
    spawn(asyncio.wait_for(api.send_email(purchase["id"], items), 60), name="email")
    spawn(asyncio.wait_for(api.track("purchase", purchase["id"]), 60), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
