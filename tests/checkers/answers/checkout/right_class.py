class Checkout:
    def __init__(self, api, spawn):
        self.api, self.spawn = api, spawn

    async def __call__(self, items):
        purchase = await self.api.create_purchase(list(items))
        await self.api.write_audit(purchase["id"])
        self.follow(purchase, items)
        return {"purchase_id": purchase["id"], "total": purchase["total"]}

    def follow(self, purchase, items):
        self.spawn(self.api.send_email(purchase["id"], items), name="email")
        self.spawn(self.api.track("purchase", purchase["id"]), name="analytics")


async def checkout(api, spawn, cart):
    return await Checkout(api, spawn)(tuple(cart))
