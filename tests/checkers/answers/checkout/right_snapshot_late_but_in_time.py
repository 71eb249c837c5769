async def checkout(api, spawn, cart):
    purchase = await api.create_purchase(cart)
    match purchase:
        case {"id": number, "total": total}:
            await api.write_audit(number)
    spawn(api.send_email(number, tuple(cart)), name="email")
    spawn(api.track("purchase", number), name="analytics")
    return {"purchase_id": number, "total": total}
