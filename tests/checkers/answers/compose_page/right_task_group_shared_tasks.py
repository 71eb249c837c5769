import asyncio


async def compose_page(api, slug, session):
    async with asyncio.TaskGroup() as group:
        user = group.create_task(api.user(session))
        nav = group.create_task(api.nav())
        product = group.create_task(api.product(slug))

        async def cart_of_user():
            return await api.cart((await user)["id"])

        async def reviews_of_product():
            return await api.reviews((await product)["id"])

        async def related_to_product():
            return await api.related((await product)["category"])

        cart = group.create_task(cart_of_user())
        reviews = group.create_task(reviews_of_product())
        related = group.create_task(related_to_product())
    return {
        "user": user.result(),
        "nav": nav.result(),
        "cart": cart.result(),
        "product": product.result(),
        "reviews": reviews.result(),
        "related": related.result(),
    }
