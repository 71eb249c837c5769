# expect: critical-spawned, error-lost
# misconception: logging is never critical
import asyncio


async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)

    async def after():
        await api.write_audit(purchase["id"])
        await api.send_email(purchase["id"], items)

    spawn(after(), name="email")
    spawn(api.track("purchase", purchase["id"]), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
