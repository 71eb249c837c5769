# expect: late-start
# misconception: top to bottom is how a page is built
async def compose_page(api, slug, session):
    user = await api.user(session)
    nav = await api.nav()
    cart = await api.cart(user["id"])
    product = await api.product(slug)
    reviews = await api.reviews(product["id"])
    related = await api.related(product["category"])
    return {
        "user": user,
        "nav": nav,
        "cart": cart,
        "product": product,
        "reviews": reviews,
        "related": related,
    }
