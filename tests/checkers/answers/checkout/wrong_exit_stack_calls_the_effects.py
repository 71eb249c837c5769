# expect: effect-without-sale
# misconception: finally is the place for follow-up work
import contextlib


async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    pid = purchase["id"]

    def effects():
        spawn(api.send_email(pid, items), name="email")
        spawn(api.track("purchase", pid), name="analytics")

    with contextlib.ExitStack() as stack:
        stack.callback(effects)
        await api.write_audit(pid)
    return {"purchase_id": pid, "total": purchase["total"]}
