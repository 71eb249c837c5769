# expect: wrong-effects
async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    await api.write_audit(purchase["id"])
    for _ in range(2):  # to be sure
        spawn(api.send_email(purchase["id"], items), name="email")
    spawn(api.track("purchase", purchase["id"]), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
