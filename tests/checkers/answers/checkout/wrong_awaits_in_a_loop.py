# expect: too-slow
# misconception: spawn(...) must be awaited to start
async def checkout(api, spawn, cart):
    items = tuple(cart)
    p = await api.create_purchase(items)
    await api.write_audit(p["id"])
    jobs = [
        spawn(api.send_email(p["id"], items), name="email"),
        spawn(api.track("purchase", p["id"]), name="analytics"),
    ]
    for job in jobs:
        await job
    return {"purchase_id": p["id"], "total": p["total"]}
