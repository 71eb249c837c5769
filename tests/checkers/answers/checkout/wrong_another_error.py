# expect: wrong-error
async def checkout(api, spawn, cart):
    items = tuple(cart)
    try:
        purchase = await api.create_purchase(items)
        await api.write_audit(purchase["id"])
    except Exception as error:
        raise RuntimeError("checkout failed") from error
    spawn(api.send_email(purchase["id"], items), name="email")
    spawn(api.track("purchase", purchase["id"]), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
