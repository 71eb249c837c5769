# expect: not-a-coroutine
async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    await api.write_audit(purchase["id"])
    spawn(lambda: api.send_email(purchase["id"], items), name="email")
    spawn(lambda: api.track("purchase", purchase["id"]), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
