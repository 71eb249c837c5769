# expect: out-of-order
async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = None
    try:
        purchase = await api.create_purchase(items)
    finally:
        await api.write_audit(purchase and purchase["id"])
    spawn(api.send_email(purchase["id"], items), name="email")
    spawn(api.track("purchase", purchase["id"]), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
