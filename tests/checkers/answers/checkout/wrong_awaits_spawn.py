# expect: too-slow
# misconception: spawn(...) must be awaited to start
async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    await api.write_audit(purchase["id"])
    await spawn(api.send_email(purchase["id"], items), name="email")
    await spawn(api.track("purchase", purchase["id"]), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
