# expect: not-called
async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    spawn(api.send_email(purchase["id"], items), name="email")
    spawn(api.track("purchase", purchase["id"]), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
