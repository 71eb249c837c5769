# expect: effect-without-sale
# misconception: finally is the place for follow-up work
async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    pid = purchase["id"]

    def effects():
        spawn(api.send_email(pid, items), name="email")
        spawn(api.track("purchase", pid), name="analytics")

    try:
        await api.write_audit(pid)
    finally:
        effects()
    return {"purchase_id": pid, "total": purchase["total"]}
