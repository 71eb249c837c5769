# expect: effect-without-sale
# misconception: finally is the place for follow-up work
async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = {"id": None, "total": None}
    try:
        purchase = await api.create_purchase(items)
        await api.write_audit(purchase["id"])
        return {"purchase_id": purchase["id"], "total": purchase["total"]}
    finally:
        spawn(api.send_email(purchase["id"], items), name="email")
        spawn(api.track("purchase", purchase["id"]), name="analytics")
