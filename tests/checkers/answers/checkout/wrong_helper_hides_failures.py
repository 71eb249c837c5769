# expect: error-lost
# misconception: the checkout page must never show an error
async def safely(aw, default=None):
    try:
        return await aw
    except Exception:
        return default


async def checkout(api, spawn, cart):
    items = tuple(cart)
    p = await safely(api.create_purchase(items))
    if p is None:
        return {"purchase_id": None, "total": None}
    await safely(api.write_audit(p["id"]))
    spawn(api.send_email(p["id"], items), name="email")
    spawn(api.track("purchase", p["id"]), name="analytics")
    return {"purchase_id": p["id"], "total": p["total"]}
