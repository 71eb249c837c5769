# expect: too-soon, effect-without-sale
# misconception: the earlier the email leaves the better
async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    number = purchase["id"]
    spawn(api.send_email(number, items), name="email")
    spawn(api.track("purchase", number), name="analytics")
    await api.write_audit(number)
    return {"purchase_id": number, "total": purchase["total"]}
