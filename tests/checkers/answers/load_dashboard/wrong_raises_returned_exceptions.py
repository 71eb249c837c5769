# expect: raised
import asyncio


async def load_dashboard(api, customer_id):
    values = await asyncio.gather(
        api.get_customer(customer_id),
        api.get_preferences(customer_id),
        api.get_orders(customer_id),
        return_exceptions=True,
    )
    for value in values:
        if isinstance(value, BaseException):
            raise value
    return dict(zip(["customer", "preferences", "orders"], values))
