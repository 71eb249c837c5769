# expect: wrong-effects
async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    await api.write_audit(purchase["id"])

    async def both():
        await api.send_email(purchase["id"], items)
        await api.track("purchase", purchase["id"])

    spawn(both(), name="email")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
