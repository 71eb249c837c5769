# expect: wrong-parameters
async def load_dashboard(customer_id):
    return {}
