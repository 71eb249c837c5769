# expect: too-early
# misconception: logging is never critical
async def checkout(api, spawn, cart):
    items = tuple(cart)
    p = await api.create_purchase(items)
    for name, job in {
        "audit": api.write_audit(p["id"]),
        "email": api.send_email(p["id"], items),
        "analytics": api.track("purchase", p["id"]),
    }.items():
        spawn(job, name=name)
    return {"purchase_id": p["id"], "total": p["total"]}
