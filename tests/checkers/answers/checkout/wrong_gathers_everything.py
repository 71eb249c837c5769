# expect: too-slow, not-spawned, effect-failed-order
# misconception: run everything after the purchase in parallel
import asyncio


async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    await asyncio.gather(
        api.write_audit(purchase["id"]),
        api.send_email(purchase["id"], items),
        api.track("purchase", purchase["id"]),
    )
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
