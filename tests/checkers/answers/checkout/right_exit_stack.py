import contextlib


async def checkout(api, spawn, cart):
    items = tuple(cart)
    async with contextlib.AsyncExitStack() as stack:
        purchase = await api.create_purchase(items)
        pid = purchase["id"]
        await api.write_audit(pid)
        stack.pop_all()
    effects = {"email": api.send_email(pid, items), "analytics": api.track("purchase", pid)}
    [spawn(effect, name=name) for name, effect in effects.items()]
    return {"purchase_id": pid, "total": purchase["total"]}
