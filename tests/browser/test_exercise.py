"""The core exercise in real JupyterLab: checked untouched, failed, mended; nothing is lost."""

import pytest
from playwright.sync_api import expect

EXERCISE = "work/exercises/01_parallel_fetches.ipynb"
ANSWER, CHECK, SHOW = "load-dashboard-answer", "load-dashboard-check", "load-dashboard-show"

ONE_BY_ONE_WITH_TASKS = """
async def load_dashboard(api, customer_id):
    customer = await asyncio.create_task(api.get_customer(customer_id))
    preferences = await asyncio.create_task(api.get_preferences(customer_id))
    orders = await asyncio.create_task(api.get_orders(customer_id))
    return {"customer": customer, "preferences": preferences, "orders": orders}
"""
RAISES = """
async def load_dashboard(api, customer_id):
    customer = await api.get_customer(customer_id)
    return {"customer": customer["nonsense"]}
"""
NEVER_ENDS = """
async def load_dashboard(api, customer_id):
    while True:
        pass
"""
MENDED = """
async def load_dashboard(api, customer_id):
    customer, preferences, orders = await asyncio.gather(
        api.get_customer(customer_id),
        api.get_preferences(customer_id),
        api.get_orders(customer_id),
    )
    return {"customer": customer, "preferences": preferences, "orders": orders}
"""


@pytest.fixture
def exercise(lab):
    notebook = lab.open_copy(EXERCISE)
    notebook.run("imports")
    return notebook


def answer(notebook, source):
    notebook.set_source(ANSWER, source.strip())
    notebook.run(ANSWER)
    notebook.run(CHECK)
    assert notebook.errors() == []
    return notebook.output(CHECK)


def test_what_ships_is_not_attempted(lab, exercise):
    exercise.run(ANSWER)
    exercise.run(CHECK)
    assert exercise.errors() == []
    expect(exercise.output(CHECK).locator(".fp-not_attempted")).to_be_visible()
    lab.screenshot("not-attempted")


def test_a_wrong_answer_is_told_what_it_did_and_the_mended_one_passes(lab, exercise):
    output = answer(exercise, ONE_BY_ONE_WITH_TASKS)
    verdict = output.locator(".fp-verdict")
    expect(verdict).to_contain_text("Awaiting a task on the line that creates it")
    expect(verdict.locator("svg").first).to_be_visible()
    expect(verdict).not_to_contain_text("Traceback")
    lab.screenshot("failed")
    lab.screenshot("failed-verdict", verdict)

    output = answer(exercise, MENDED)
    expect(output.locator(".fp-passed")).to_be_visible()
    expect(output.get_by_text("What your code did", exact=True)).to_be_visible()
    lab.screenshot("passed")


def test_an_error_in_an_answer_is_one_sentence_with_its_line(lab, exercise):
    output = answer(exercise, RAISES)
    expect(output.locator(".fp-verdict").first).to_contain_text("KeyError")
    expect(output.locator(".fp-verdict").first).to_contain_text("line 3")
    lab.screenshot("raises")


def test_an_endless_loop_is_stopped_and_the_kernel_lives(lab, exercise):
    output = answer(exercise, NEVER_ENDS)
    expect(output.locator(".fp-failed").first).to_be_visible()
    lab.screenshot("endless")
    output = answer(exercise, MENDED)
    expect(output.locator(".fp-passed")).to_be_visible()


def test_hints_come_one_at_a_time_and_the_solution_waits(lab, exercise):
    exercise.run(SHOW)
    output = exercise.output(SHOW)
    output.get_by_role("button", name="Hint").click()
    status = output.get_by_role("status")
    expect(status).to_contain_text("Hint 1")
    output.get_by_role("button", name="Hint").click()
    expect(status).to_contain_text("Hint 2")
    lab.screenshot("hints")


def test_an_answer_survives_save_close_and_reopen(lab, exercise):
    answer(exercise, MENDED)
    exercise.close()
    exercise.open()
    assert exercise.source(ANSWER) == MENDED.strip()
    assert "passed" in exercise.text(CHECK)
    lab.screenshot("reopened")
