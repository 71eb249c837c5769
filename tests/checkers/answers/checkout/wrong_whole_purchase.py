# expect: wrong-result
async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    await api.write_audit(purchase["id"])
    spawn(api.send_email(purchase["id"], items), name="email")
    spawn(api.track("purchase", purchase["id"]), name="analytics")
    return purchase
