import asyncio


async def checkout(api, spawn, cart):
    items = (*cart,)
    bought = await asyncio.create_task(api.create_purchase(items))
    audit = asyncio.create_task(api.write_audit(bought["id"]))
    await asyncio.gather(audit)
    spawn(api.track("purchase", bought["id"]), name="analytics")
    spawn(api.send_email(bought["id"], items), name="email")
    return {"purchase_id": bought["id"], "total": bought["total"]}
