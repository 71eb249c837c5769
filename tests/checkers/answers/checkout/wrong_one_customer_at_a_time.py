# expect: too-slow
import asyncio

till = asyncio.Lock()


async def checkout(api, spawn, cart):
    items = tuple(cart)
    async with till:
        purchase = await api.create_purchase(items)
        await api.write_audit(purchase["id"])
    spawn(api.send_email(purchase["id"], items), name="email")
    spawn(api.track("purchase", purchase["id"]), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
