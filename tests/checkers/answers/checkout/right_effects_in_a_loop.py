from functools import partial


async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    number = purchase["id"]
    await api.write_audit(number)
    effects = {
        "email": partial(api.send_email, number, items),
        "analytics": partial(api.track, "purchase", number),
    }
    for name, effect in effects.items():
        spawn(effect(), name=name)
    return {"purchase_id": number, "total": purchase["total"]}
