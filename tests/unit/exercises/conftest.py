"""Programs and a small exercise to test the engine with."""

import pytest

from course_lib.exercises import exercise, session
from course_lib.exercises.ladder import Ladder
from course_lib.tracing import events


@pytest.fixture
def dashboard(monkeypatch):
    """The first exercise of the course, as on a learner's first day."""
    chosen = exercise("load_dashboard")
    monkeypatch.setattr(chosen.__class__, "shipped", None)
    monkeypatch.setattr(session, "is_listening", lambda: False)
    kept = vars(chosen.ladder).copy()
    vars(chosen.ladder).update(vars(Ladder()))
    yield chosen
    vars(chosen.ladder).update(kept)


@pytest.fixture
def told():
    """Everything that is published while a test runs, as (name, data)."""
    heard = []
    stop = events.subscribe(lambda name, data: heard.append((name, data)))
    yield heard
    stop()


@pytest.fixture
def gathered():
    import asyncio

    async def load_dashboard(api, customer_id):
        customer, preferences, orders = await asyncio.gather(
            api.get_customer(customer_id),
            api.get_preferences(customer_id),
            api.get_orders(customer_id),
        )
        return {"customer": customer, "preferences": preferences, "orders": orders}

    return load_dashboard


@pytest.fixture
def in_a_row():
    async def load_dashboard(api, customer_id):
        customer = await api.get_customer(customer_id)
        preferences = await api.get_preferences(customer_id)
        orders = await api.get_orders(customer_id)
        return {"customer": customer, "preferences": preferences, "orders": orders}

    return load_dashboard
