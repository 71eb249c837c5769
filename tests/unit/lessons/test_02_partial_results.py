"""Every figure of lesson 2 that can be computed, from the lesson's own cells, on virtual time."""

import ast
import asyncio
import json
from functools import partial
from pathlib import Path

import pytest

from course_lib import backends, virtual_run

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "02_partial_results.ipynb"


@pytest.fixture(scope="module")
def lesson():
    """The names that the lesson's cells define: what it shows is what is tested."""
    names = {}
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        if cell["cell_type"] == "code":
            exec(definitions("".join(cell["source"])), names)
    return names


def definitions(source):
    """A cell's imports, functions, constants and demos, without what it runs and prints."""
    tree = ast.parse(source)
    kinds = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.Assign)
    kept = [n for n in tree.body if isinstance(n, kinds) and not _runs(n)]
    return compile(ast.Module(kept, []), "lesson 2", "exec")


def _runs(node):
    text = ast.unparse(node)
    return isinstance(node, ast.Assign) and ("virtual_run" in text or ".sweep(" in text)


def shown(name, lesson):
    """The Demo that a cell shows without naming it."""
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["id"] == name:
            last = ast.parse("".join(cell["source"])).body[-1]
            return eval(compile(ast.Expression(last.value), name, "eval"), dict(lesson))
    raise AssertionError(f"no cell {name}")


def test_the_page_loses_everything_with_one_part(lesson):
    good = virtual_run(lesson["product_page"], backends.product_page.connect())
    assert (good.elapsed, len(good.value)) == (0.3, 5)
    bad = virtual_run(
        lesson["product_page"], backends.product_page.connect(failure={"reviews": 1.0})
    )
    assert isinstance(bad.exception, ConnectionError)
    assert [span.status for span in bad.trace.calls()].count("ok") == 4


@pytest.mark.parametrize(("n", "formula"), [(1, 0.95), (5, 0.7738), (20, 0.3585)])
def test_a_complete_pages_agree_with_the_formula(lesson, n, formula):
    sample = lesson["availability"].sweep(400, n=n).samples[0]
    low, high = sample.interval
    assert formula == pytest.approx(0.95**n, abs=1e-4)
    assert low <= formula <= high


def test_a_best_effort_has_nearly_all_parts(lesson):
    demo = lesson["availability"]
    parts = [len(demo.run("best effort", seed=seed, n=5).value) for seed in range(400)]
    assert sum(parts) / len(parts) == pytest.approx(5 * 0.95, abs=0.1)
    assert demo.sweep(100).samples[1].rate == 1.0


def test_a_the_curve_lies_on_the_formula(lesson):
    curve = lesson["availability"].curve(
        "failure", [0.05, 0.2], expected={"all or nothing": lambda failure, n: (1 - failure) ** n}
    )
    for point in curve.lines["all or nothing"]:
        assert point.interval[0] <= point.expected <= point.interval[1]
    assert all(point.rate == 1.0 for point in curve.lines["best effort"])


def test_a_the_first_picture_shows_one_failure(lesson):
    demo = lesson["availability"]
    assert demo.run("all or nothing").exception is not None
    assert len(demo.run("best effort").value) == 4


@pytest.mark.parametrize(
    ("variant", "seconds", "orphans"),
    [("gather", 0.1, 4), ("return_exceptions", 0.3, 0), ("TaskGroup", 0.15, 0)],
)
def test_b_three_ways_to_meet_a_failure(lesson, variant, seconds, orphans):
    outcome = shown("demo-b-run", lesson).outcome(variant)
    assert outcome.trace.ended == seconds
    assert len([s for s in outcome.trace.orphans() if s.kind == "call"]) == orphans


def test_b_no_test_on_the_list_is_right_for_all(lesson):
    outcomes = virtual_run(lesson["collect"]).result()
    assert [isinstance(o, Exception) for o in outcomes] == [False, True, True, False]
    assert [isinstance(o, BaseException) for o in outcomes] == [False, True, True, True]


def test_c_a_limit_per_part_bounds_the_page(lesson):
    demo = shown("demo-c-run", lesson)
    assert demo.run("no limit").elapsed == 1.2
    assert demo.run("limit per part").elapsed == demo.outcome("limit per part").ideal == 0.4
    assert demo.run("limit per part").value["reviews"] == []
    assert demo.run("limit per part").value["stock"] == 12
    lost = demo.run("limit on the page")
    assert lost.elapsed == 0.4
    assert isinstance(lost.exception, TimeoutError)


@pytest.mark.parametrize("product", [0.1, 0.5])
@pytest.mark.parametrize("limit", [0.05, 0.2, 0.4, 2.0])
def test_c_the_formula_of_the_page(lesson, product, limit):
    demo = shown("demo-c-run", lesson)
    outcome = demo.outcome("limit per part", product=product, limit=limit)
    assert outcome.trace.ended == pytest.approx(max(product, 0.1, min(limit, 1.2)))
    assert outcome.trace.ended == pytest.approx(outcome.ideal)


def test_c_patience_buys_complete_pages_at_first(lesson):
    limits = [0.1, 0.2, 0.3, 0.5, 0.8, 1.2]
    curve = lesson["waiting"].curve("limit", limits, good=lesson["complete"])
    rates = [point.rate for point in curve.lines["limit per part"]]
    assert rates == sorted(rates)
    assert rates[3] - rates[1] > 0.6
    assert rates[5] - rates[4] < 0.1


def test_after_one_part_down_leaves_all_the_others(lesson):
    heard = []
    load = partial(
        lesson["product_page_after"], limit=0.4, report=lambda name, error: heard.append(name)
    )
    page = virtual_run(load, backends.product_page.connect(failure={"reviews": 1.0}), "TENT-2P")
    assert page.value["degraded"] == heard == ["reviews"]
    assert page.value["product"]["name"] == "Kestrel 2P"
    lost = virtual_run(load, backends.product_page.connect(failure={"product": 1.0}), "TENT-2P")
    assert isinstance(lost.exception, ExceptionGroup)


def test_5_only_the_wide_handler_reports_a_customer_who_leaves(lesson):
    for outage, expected in ((BaseException, 2), ((ConnectionError, TimeoutError), 0)):
        heard = []
        api = backends.product_page.connect()
        part = lesson["wrapper"](outage)
        run = virtual_run(lesson["two_extras"], api, part, heard, cancel_at=0.05)
        assert isinstance(run.exception, asyncio.CancelledError)
        assert len(heard) == expected


@pytest.mark.parametrize("attempts", [1, 3, 4])
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_e_retries_multiply(lesson, attempts, layers):
    demo = shown("demo-e-run", lesson)
    run = demo.run("every layer", attempts=attempts, layers=layers)
    assert len(run.trace.calls()) == attempts**layers
    assert run.elapsed == pytest.approx(0.1 * attempts**layers)
    assert len(demo.run("one layer", attempts=attempts).trace.calls()) == attempts


def test_traps_are_what_the_page_says(lesson):
    assert virtual_run(lesson["ten_minutes"], "everything").result() == 10
    assert virtual_run(lesson["ten_minutes"], "complete pages only").result() == 1
    assert len(virtual_run(lesson["two_customers"]).result()["reviews"]) == 1
    cleans, swallows = (
        virtual_run(lesson["limited"], lesson[n]) for n in ("cleans_up", "swallows")
    )
    assert (cleans.elapsed, type(cleans.exception)) == (0.4, TimeoutError)
    assert (swallows.elapsed, swallows.exception) == (0.4, None)
    hanging = backends.product_page.connect(delays={"reviews": 30})
    assert virtual_run(lesson["behind_a_gateway"], hanging, 1.0).exception is not None
    assert virtual_run(lesson["behind_a_gateway"], hanging, 0.3).exception is None
