# expect: not-async
def checkout(api, spawn, cart):
    return {"purchase_id": 1, "total": 2}
