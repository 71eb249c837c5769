# expect: not-called, wrong-result, too-early
async def load_dashboard(api, customer_id):
    return {
        "customer": {"id": 7, "name": "Ines Duarte"},
        "preferences": {"theme": "dark"},
        "orders": ["TN-20418"],
    }
