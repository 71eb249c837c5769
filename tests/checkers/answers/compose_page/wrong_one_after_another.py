# expect: late-start
# misconception: top to bottom is how a page is built
async def compose_page(api, slug, session):
    page = {"product": await api.product(slug)}
    page["reviews"] = await api.reviews(page["product"]["id"])
    page["related"] = await api.related(page["product"]["category"])
    page["user"] = await api.user(session)
    page["cart"] = await api.cart(page["user"]["id"])
    page["nav"] = await api.nav()
    return page
