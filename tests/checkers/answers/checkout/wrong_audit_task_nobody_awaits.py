# expect: too-early
# misconception: logging is never critical
import asyncio


async def checkout(api, spawn, cart):
    items = tuple(cart)
    p = await api.create_purchase(items)
    audit = asyncio.ensure_future(api.write_audit(p["id"]))
    audit.add_done_callback(lambda t: t.cancelled() or t.exception())
    spawn(api.send_email(p["id"], items), name="email")
    spawn(api.track("purchase", p["id"]), name="analytics")
    return {"purchase_id": p["id"], "total": p["total"]}
