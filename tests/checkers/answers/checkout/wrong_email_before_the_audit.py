# expect: too-soon, effect-without-sale
# misconception: the earlier the email leaves the better
async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    spawn(api.send_email(purchase["id"], items), name="email")
    await api.write_audit(purchase["id"])
    spawn(api.track("purchase", purchase["id"]), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
