"""Mutants that hang or take their process down do not stop the run."""

from tests.mutation.workers import judge_all

RIGHT = """
import asyncio


async def load_dashboard(api, customer_id):
    customer, preferences, orders = await asyncio.gather(
        api.get_customer(customer_id),
        api.get_preferences(customer_id),
        api.get_orders(customer_id),
    )
    return {"customer": customer, "preferences": preferences, "orders": orders}
"""
IN_TURN = """
async def load_dashboard(api, customer_id):
    return {
        "customer": await api.get_customer(customer_id),
        "preferences": await api.get_preferences(customer_id),
        "orders": await api.get_orders(customer_id),
    }
"""
# Waits for itself: no guard inside the process can end it.
STUCK = "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()\n"
GONE = "import os\nos._exit(3)\n"


def test_each_program_gets_its_verdict_whatever_the_others_do():
    programs = {"right": RIGHT, "stuck": STUCK + RIGHT, "gone": GONE + RIGHT, "in turn": IN_TURN}
    jobs = [(name, "load_dashboard", source, 0) for name, source in programs.items()]
    judged = dict(judge_all(jobs, workers=2, limit=8.0))
    assert {name: j.outcome for name, j in judged.items()} == {
        "right": "passed",
        "stuck": "hung",
        "gone": "failed",
        "in turn": "failed",
    }
    assert 'await means "start"' in judged["in turn"].beliefs
    assert judged["in turn"].unsound == ()
