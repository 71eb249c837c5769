async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    await api.write_audit(purchase["id"])

    async def receipt():
        await api.send_email(purchase["id"], items)

    async def event():
        await api.track("purchase", purchase["id"])

    spawn(receipt(), name="email")
    spawn(event(), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
