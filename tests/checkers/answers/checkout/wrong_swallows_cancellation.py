# expect: cancellation-lost
async def checkout(api, spawn, cart):
    import asyncio

    items = tuple(cart)
    try:
        purchase = await api.create_purchase(items)
        await api.write_audit(purchase["id"])
    except asyncio.CancelledError:
        return {"purchase_id": None, "total": None}
    spawn(api.send_email(purchase["id"], items), name="email")
    spawn(api.track("purchase", purchase["id"]), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
