# expect: effect-silenced
# misconception: non-critical means nobody needs to know
import contextlib


async def checkout(api, spawn, cart):
    items = tuple(cart)
    purchase = await api.create_purchase(items)
    await api.write_audit(purchase["id"])

    async def receipt():
        with contextlib.suppress(Exception):
            await api.send_email(purchase["id"], items)

    async def event():
        try:
            await api.track("purchase", purchase["id"])
        except Exception as error:
            print(error)

    spawn(receipt(), name="email")
    spawn(event(), name="analytics")
    return {"purchase_id": purchase["id"], "total": purchase["total"]}
