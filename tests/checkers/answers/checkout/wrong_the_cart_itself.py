# expect: no-snapshot
# misconception: what I pass is what the task will see
async def checkout(api, spawn, cart):
    purchase = await api.create_purchase(cart)
    await api.write_audit(purchase["id"])
    spawn(api.send_email(purchase["id"], cart), name="email")
    spawn(api.track("purchase", purchase["id"]), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
