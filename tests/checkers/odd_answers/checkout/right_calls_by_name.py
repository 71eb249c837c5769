import asyncio


async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items=items)
    pid = purchase.get("id")
    await api.write_audit(id=pid)

    async def email():
        await api.send_email(pid, items=items)

    async def analytics():
        return await api.track("purchase", pid)

    spawn(email(), name="email")
    spawn(analytics(), name="analytics")
    return {"total": purchase.get("total"), "purchase_id": pid}
