async def sell(api, items):
    purchase = await api.create_purchase(items)
    await api.write_audit(purchase["id"])
    return purchase


def follow_up(api, spawn, number, items):
    spawn(api.send_email(number, items), name="email")
    spawn(api.track("purchase", number), name="analytics")


async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await sell(api, items)
    follow_up(api, spawn, purchase["id"], items)
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
