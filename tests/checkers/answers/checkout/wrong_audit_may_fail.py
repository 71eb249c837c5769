# expect: error-lost, effect-without-sale
# misconception: logging is never critical
async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    try:
        await api.write_audit(purchase["id"])
    except Exception as error:
        print("no audit record:", error)
    spawn(api.send_email(purchase["id"], items), name="email")
    spawn(api.track("purchase", purchase["id"]), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
