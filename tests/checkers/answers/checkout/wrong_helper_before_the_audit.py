# expect: too-soon
# misconception: the earlier the email leaves the better
def notify(api, spawn, p, items):
    spawn(api.send_email(p["id"], items), name="email")


async def checkout(api, spawn, cart):
    items = tuple(cart)
    p = await api.create_purchase(items)
    notify(api, spawn, p, items)
    await api.write_audit(p["id"])
    spawn(api.track("purchase", p["id"]), name="analytics")
    return {"purchase_id": p["id"], "total": p["total"]}
