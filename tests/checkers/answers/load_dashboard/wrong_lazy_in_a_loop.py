# expect: late-start
# misconception: calling an async function starts it (true for a JS promise, false for a Python coroutine)
async def load_dashboard(client, number):
    page = {}
    for key, coroutine in (
        ("customer", client.get_customer(number)),
        ("preferences", client.get_preferences(number)),
        ("orders", client.get_orders(number)),
    ):
        page[key] = await coroutine
    return page
