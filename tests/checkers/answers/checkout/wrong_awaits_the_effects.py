# expect: too-slow, not-spawned
async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    await api.write_audit(purchase["id"])
    await api.send_email(purchase["id"], items)
    await api.track("purchase", purchase["id"])
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
