def checkout(api, spawn, cart):
    items = tuple(cart)

    async def order():
        purchase = await api.create_purchase(items)
        await api.write_audit(purchase["id"])
        for coro, name in (
            (api.send_email(purchase["id"], items), "email"),
            (api.track("purchase", purchase["id"]), "analytics"),
        ):
            spawn(coro, name=name)
        return {"purchase_id": purchase["id"], "total": purchase["total"]}

    return order()
