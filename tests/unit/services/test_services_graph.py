"""Graphs of calls: an order, a critical path, a runner that keeps the exercise's contract."""

import asyncio

import pytest

from course_lib.exercises.answer import Answer
from course_lib.exercises.page_data import RUN_GRAPH
from course_lib.services.graph import Path, critical_path, in_order, levels, run_graph
from course_lib.virtual_time import run

DIAMOND = {"d": ("b", "c"), "b": ("a",), "c": ("a",), "a": ()}


def test_the_runner_passes_the_checker_of_run_graph():
    verdict = RUN_GRAPH.judge(Answer({"run_graph": run_graph}))
    assert verdict.outcome == "passed", verdict.findings


def test_an_order_puts_each_after_what_it_needs():
    order = in_order(DIAMOND)
    assert sorted(order) == sorted(DIAMOND)
    assert all(order.index(o) < order.index(n) for n, others in DIAMOND.items() for o in others)
    assert levels(DIAMOND) == {"a": 0, "b": 1, "c": 1, "d": 2}
    assert in_order({}) == ()


def test_the_critical_path_is_the_longest_chain():
    path = critical_path(DIAMOND, {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.1})
    assert path == Path(("a", "c", "d"), 0.5)
    assert critical_path({}, {}) == Path((), 0.0)


def test_of_two_chains_that_take_equally_long_it_is_always_the_same():
    equal = dict.fromkeys(DIAMOND, 0.1)
    assert critical_path(DIAMOND, equal).names == ("a", "b", "d")


@pytest.mark.parametrize(
    ("needs", "sentence"),
    [
        ({"a": ("a",)}, r"cannot run: 'a' needs itself\.$"),
        ({"x": (), "a": ("b",), "b": ("a",)}, r"has a cycle: '.' needs '.', '.' needs '.'\.$"),
        ({"page": ("usr",), "user": ()}, "'page' needs 'usr': .* Did you mean 'user'"),
        ({f"n{i}": (f"n{(i + 1) % 3000}",) for i in range(3000)}, "through 2994 more, back to"),
        ({f"n{i}": ((f"n{i - 1}",) if i else ()) for i in range(1_000_000)}, "1,000,000 nodes"),
    ],
)
def test_what_cannot_run_is_one_plain_sentence(needs, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        in_order(needs)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_cycle_names_each_step_in_the_direction_of_the_need():
    with pytest.raises(ValueError) as caught:
        in_order({"a": ("b",), "b": ("c",), "c": ("a",)})
    for step in ("'a' needs 'b'", "'b' needs 'c'", "'c' needs 'a'"):
        assert step in str(caught.value)


def test_a_long_chain_that_is_allowed_runs_without_recursion():
    async def one(*before):
        return len(before)

    nodes = {f"n{i}": (((f"n{i - 1}",) if i else ()), one) for i in reversed(range(5000))}
    result = run(run_graph, nodes)
    assert result.exception is None
    assert list(result.value) == list(nodes)
    assert result.value["n4999"] == 1


def test_it_also_runs_where_tasks_start_eagerly():
    if not hasattr(asyncio, "eager_task_factory"):
        pytest.skip("eager tasks came with Python 3.12")

    async def two():
        return 2

    async def double(value):
        return 2 * value

    async def story():
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
        return await run_graph({"b": (("a",), double), "a": ((), two)})

    assert asyncio.run(story()) == {"b": 4, "a": 2}
