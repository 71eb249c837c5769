# expect: error-lost
# misconception: the checkout page must never show an error
async def checkout(api, spawn, cart):
    items = tuple(cart)
    try:
        purchase = await api.create_purchase(items)
        await api.write_audit(purchase["id"])
    except Exception:
        return {"purchase_id": None, "total": 0}
    spawn(api.send_email(purchase["id"], items), name="email")
    spawn(api.track("purchase", purchase["id"]), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
