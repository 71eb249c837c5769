# expect: no-snapshot
# misconception: what I pass is what the task will see
async def checkout(api, spawn, cart):
    purchase = await api.create_purchase(tuple(cart))
    await api.write_audit(purchase["id"])

    async def receipt():
        await api.send_email(purchase["id"], tuple(cart))

    spawn(receipt(), name="email")
    spawn(api.track("purchase", purchase["id"]), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
