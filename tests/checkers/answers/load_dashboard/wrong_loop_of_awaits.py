# expect: late-start
# misconception: await means "start"
async def load_dashboard(api, customer_id):
    page = {}
    for key in ("customer", "preferences", "orders"):
        page[key] = await getattr(api, f"get_{key}")(customer_id)
    return page
