# expect: late-start
# misconception: safe means one after another
async def quote_order(api, cart):
    try:
        return {
            "price": await api.price(cart),
            "stock": await api.reserve_stock(cart),
            "shipping": await api.shipping_rate(cart),
        }
    except ConnectionError:
        raise
