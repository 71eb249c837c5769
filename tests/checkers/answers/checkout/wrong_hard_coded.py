# expect: not-called, wrong-result
async def checkout(api, spawn, cart):
    return {"purchase_id": "TN-20419", "total": 219.0}
