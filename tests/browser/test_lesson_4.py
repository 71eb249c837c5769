"""Lesson 4 in real JupyterLab: all cells, the graph beside the timeline, an exercise solved."""

import re

import pytest
from demo import DemoView
from playwright.sync_api import expect

LESSON = "work/notebooks/04_page_data.ipynb"
EXERCISE = "work/exercises/04_page_data.ipynb"
BROKEN = re.compile("error displaying widget|model not found", re.IGNORECASE)
NEEDED_FOR_THE_GRAPH = [
    "imports",
    "demo-a-graph",
    "demo-a-one-by-one",
    "demo-a-levels",
    "demo-a-soon",
]
DEMOS = {
    "demo-b-run": ("sequential", "layout, then page", "parallel"),
    "demo-c-run": ("each part asks", "ask once"),
    "demo-d-run": ("all at the end", "streamed"),
}
LEVELS = """
async def compose_page(api, slug, session):
    user, nav, product = await asyncio.gather(api.user(session), api.nav(), api.product(slug))
    cart, reviews, related = await asyncio.gather(
        api.cart(user["id"]), api.reviews(product["id"]), api.related(product["category"])
    )
    return {"user": user, "nav": nav, "cart": cart, "product": product,
            "reviews": reviews, "related": related}
"""
CHAINS = """
async def compose_page(api, slug, session):
    async def account():
        user = await api.user(session)
        return user, await api.cart(user["id"])

    async def goods():
        product = await api.product(slug)
        return product, *await asyncio.gather(
            api.reviews(product["id"]), api.related(product["category"]))

    (user, cart), nav, (product, reviews, related) = await asyncio.gather(
        account(), api.nav(), goods())
    return {"user": user, "nav": nav, "cart": cart, "product": product,
            "reviews": reviews, "related": related}
"""


@pytest.fixture
def lesson(lab):
    return lab.open_copy(LESSON)


@pytest.fixture
def graph_demo(lesson):
    """Demo A, freshly run."""
    for cell_id in [*NEEDED_FOR_THE_GRAPH, "demo-a-run"]:
        lesson.run(cell_id)
    assert lesson.errors() == []
    return DemoView(lesson.output("demo-a-run"))


def test_all_of_the_lesson_runs_and_each_demo_runs_live(lab, lesson):
    lesson.run_all()
    assert lesson.errors() == []
    assert lesson.cells_without_a_count() == []
    for cell_id in lesson.cell_ids():
        expect(lesson.locate(cell_id).get_by_text(BROKEN)).to_have_count(0)
    for cell_id, variants in DEMOS.items():
        lesson.locate(cell_id)
        demo = DemoView(lesson.output(cell_id))
        demo.skip_prediction()
        demo.run("all")
        for name in variants:
            demo.wait_for_variant(name, "done")
        demo.timeline.scroll_into_view_if_needed()
        lab.screenshot(f"lesson-4-{cell_id}", demo.output)
    assert lab.complaints == []


def test_the_graph_keeps_the_answer_back_and_then_marks_the_path_in_both_pictures(lab, graph_demo):
    demo = graph_demo
    graph = demo.output.locator(".course-graph")
    demo.wait_for_phase("predict")
    expect(graph.locator("[data-call]")).to_have_count(6)
    expect(graph.locator('[data-critical="true"]')).to_have_count(0)
    expect(graph).not_to_contain_text("critical path is")
    lab.screenshot("lesson-4-graph-before", demo.output)

    demo.predict("700")
    demo.wait_for_phase("ready")
    expect(graph).to_contain_text("The critical path is user, then cart: 0.600 s in all.")
    expect(graph.locator('[data-critical="true"]')).to_have_count(2)
    demo.run("all")
    for name in ("one by one", "level by level", "as soon as possible"):
        demo.wait_for_variant(name, "done")
        expect(demo.rows(name)).to_have_count(6)
        assert "the ideal is 0.600 s" in demo.head(name)
        # Two bars outlined, and the line between them.
        expect(demo.variant(name).locator("rect.fp-critical")).to_have_count(2)
        expect(demo.variant(name).locator("path.fp-critical")).to_have_count(1)
    cart = demo.variant("one by one").locator('.fp-row[data-label^="cart"]')
    expect(cart).to_have_attribute("aria-label", re.compile("on the critical path"))
    lab.screenshot("lesson-4-graph-run", demo.output)
    lab.theme("JupyterLab Dark")
    lab.screenshot("lesson-4-graph-dark", demo.output)


def test_a_delay_and_an_arrow_change_graph_and_ideal(lab, graph_demo):
    demo = graph_demo
    graph = demo.output.locator(".course-graph")
    demo.skip_prediction()
    demo.set("cart", 0.1)
    expect(graph).to_contain_text("product, then reviews: 0.500 s")
    arrow = demo.controls.locator(".course-knob-product-needs-user select")
    arrow.select_option("yes")
    expect(graph).to_contain_text("user, then product, then reviews: 0.600 s")
    expect(graph.locator(".course-arrow")).to_have_count(4)
    demo.run("as soon as possible")
    demo.wait_for_variant("as soon as possible", "done")
    assert "the ideal is 0.600 s" in demo.head("as soon as possible")
    critical = demo.variant("as soon as possible").locator("rect.fp-critical")
    expect(critical).to_have_count(3)
    graph.locator("summary").click()
    expect(graph.locator("table")).to_contain_text("product")
    expect(graph.locator("tbody tr")).to_have_count(6)
    lab.screenshot("lesson-4-graph-changed", demo.output)


def test_the_core_exercise_is_failed_and_solved(lab):
    notebook = lab.open_copy(EXERCISE)
    notebook.run("imports")
    for source, seen in ((LEVELS, "barrier"), (CHAINS, None)):
        notebook.set_source("compose-page-answer", source.strip())
        notebook.run("compose-page-answer")
        notebook.run("compose-page-check")
        assert notebook.errors() == []
        output = notebook.output("compose-page-check")
        if seen:
            expect(output.locator(".fp-verdict")).to_contain_text(seen)
            lab.screenshot("lesson-4-exercise-failed", output)
        else:
            expect(output.locator(".fp-passed")).to_be_visible()
            lab.screenshot("lesson-4-exercise-passed", output)
