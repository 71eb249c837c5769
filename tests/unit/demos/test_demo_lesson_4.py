"""The figures of lesson 4, from the programs of its own notebook, on the virtual clock."""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from course_lib import Demo, Graph, backends, virtual_run

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "04_page_data.ipynb"
SHOWS = ("exercise(", "quiz(")


@cache
def lesson():
    """The names that the notebook's cells define; nothing is displayed."""
    names = {}
    for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and not source.startswith(SHOWS):
            exec(compile(source, cell["id"], "exec"), names)
    return names


@pytest.fixture
def graph_page():
    """Demo A as the notebook makes it."""
    made = lesson()
    return Demo(
        "graph",
        services=backends.page_graph,
        variants={name: made[name] for name in ("one_by_one", "level_by_level")}
        | {"soon": made["as_soon_as_possible"]},
        knobs=[],
        graph=Graph(made["needs"], maybe={"product": ("user",), "nav": ("user",)}),
    )


@pytest.mark.parametrize(
    ("build", "seconds"), [("product_page", 1.6), ("page_in_levels", 0.9), ("page_in_chains", 0.6)]
)
def test_the_page_takes_what_the_story_says(build, seconds):
    run = virtual_run(lesson()[build], backends.composed_page.connect())
    assert run.elapsed == seconds
    assert set(run.value) == {"user", "nav", "cart", "product", "reviews", "related"}
    assert len(run.trace.spans) == 6


def test_a_three_schedulers(graph_page):
    took = [graph_page.run(name).elapsed for name in graph_page.page.variants]
    assert took == [1.6, 0.9, 0.6]
    assert graph_page.outcome("soon").ideal == 0.6
    assert graph_page.page.critical(graph_page.settings).names == ("user", "cart")


@pytest.mark.parametrize(
    ("change", "seconds"),
    [({"nav": 0.2}, 0.6), ({"cart": 0.3}, 0.5), ({"cart": 0.1}, 0.5), ({"nav": 0.0}, 0.6)],
)
def test_a_only_the_critical_path_is_worth_shortening(graph_page, change, seconds):
    assert graph_page.run("soon", **change).elapsed == seconds


def test_a_an_arrow_more_costs_a_level_but_no_time_where_there_is_slack(graph_page):
    drawn = {"product_needs_user": "yes"}
    assert graph_page.run("level_by_level", **drawn).elapsed == 1.2
    assert graph_page.run("soon", **drawn).elapsed == 0.6


def test_after_that_only_an_arrow_or_the_path_itself_helps(graph_page):
    by_session, by_slug = {"cart_needs_user": "no"}, {"reviews_needs_product": "no"}
    assert graph_page.run("soon", **by_session).elapsed == 0.5
    assert graph_page.run("soon", **by_slug).elapsed == 0.6
    assert graph_page.run("soon", **by_session, **by_slug).elapsed == 0.5
    assert graph_page.run("soon", **by_session, **by_slug, cart=0.3).elapsed == 0.4
    delays = backends.page_graph.delays
    assert round(sum(delays.values()) / graph_page.outcome("soon").ideal, 2) == 2.67


def test_the_formula_of_the_lesson_is_the_critical_path_of_the_library(graph_page):
    needs, delays = lesson()["needs"], backends.page_graph.delays
    assert lesson()["longest_path"](needs, delays) == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("variant", "seconds"), [("sequential", 1.0), ("layout_then_page", 0.9), ("parallel", 0.5)]
)
def test_b_a_layout_around_a_page(variant, seconds):
    assert virtual_run(lesson()[variant], backends.composed_page.connect()).elapsed == seconds


def test_c_asking_once_saves_calls_and_no_time():
    runs = [
        virtual_run(lesson()[way], backends.composed_page.connect())
        for way in ("each_part_asks", "ask_once")
    ]
    assert [run.elapsed for run in runs] == [0.6, 0.6]
    assert runs[0].value == runs[1].value
    asked = [Counter(span.name for span in run.trace.spans) for run in runs]
    assert (asked[0]["user"], asked[0]["product"], asked[0].total()) == (2, 3, 8)
    assert set(asked[1].values()) == {1}
    assert asked[1].total() == 5


def test_d_streaming_moves_the_first_part_to_the_minimum_and_not_the_last():
    for way, first in (("all_at_the_end", 0.6), ("streamed", 0.1)):
        run = virtual_run(lesson()[way], backends.composed_page.connect())
        marks = {mark.name: mark.at for mark in run.trace.marks}
        assert marks["first part visible"] == first
        assert run.elapsed == 0.6
        assert not run.trace.orphans()


def test_the_sections_add_up_to_the_minutes_of_the_page():
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    minutes = [cell["metadata"].get("course", {}).get("minutes", 0) for cell in notebook["cells"]]
    assert sum(minutes) == notebook["metadata"]["course"]["minutes"] == 75
