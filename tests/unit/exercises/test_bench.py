"""What may be said about a run, and how equality is meant."""

import asyncio
from collections import OrderedDict

import pytest

from course_lib.exercises.answer import Answer
from course_lib.exercises.bench import Bench, ScenarioOver, alike, same
from course_lib.exercises.stage import Reply
from course_lib.virtual_time import guards


@pytest.fixture
def bench():
    with guards() as batch:
        yield Bench(Answer({}), batch)


def play(bench, function, stage, **options):
    bench.answer = Answer({"f": function})
    return bench.play("f", stage=stage, **options)


@pytest.mark.parametrize(
    ("value", "expected", "equal"),
    [
        (0, False, False),
        (1, True, False),
        (1, 1.0, False),
        ("", None, False),
        ([0], [False], False),
        ({"a": 0}, {"a": False}, False),
        ((1,), [1], False),
        (OrderedDict(a=1), {"a": 1}, True),
        ({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}, True),
        (float("nan"), 1.0, False),
    ],
)
def test_values_are_equal_only_with_their_types(value, expected, equal):
    assert same(value, expected) is equal


def test_an_eq_that_raises_is_not_equal():
    class Odd:
        def __eq__(self, other):
            raise RuntimeError

    assert not same(Odd(), Odd())


def test_exceptions_are_alike_with_type_and_arguments():
    error = ValueError("a")
    assert alike(error, error)
    assert alike(ValueError("a"), ValueError("a"))
    assert not alike(ValueError("a"), ValueError("b"))
    assert not alike(KeyError("a"), ValueError("a"))


def test_a_late_start_says_what_it_waited_for(bench):
    stage = bench.stage()
    api = stage.api(a=Reply(0.2), b=Reply(0.3))

    async def f():
        await api.a()
        await api.b()

    played = play(bench, f, stage)
    assert not played.started_at_once("start")
    assert not played.took("time", 0.3)
    late, slow = bench.symptoms
    assert late.message == (
        "b started at 0.200 s, when a had ended; it could have started at 0.000 s."
    )
    assert slow.message == "Took 0.500 s; the slowest call takes 0.300 s."


def test_only_the_first_symptom_of_a_code_is_kept_but_each_requirement_fails(bench):
    bench.missed("one", "code", "first")
    bench.missed("two", "code", "second")
    assert [symptom.message for symptom in bench.symptoms] == ["first"]
    assert bench.failed == {"one": "first", "two": "second"}


def test_an_error_that_was_told_is_not_told_again_under_another_name(bench):
    async def f():
        raise KeyError("oops")

    with pytest.raises(ScenarioOver):
        play(bench, f, bench.stage()).answered("result")
    play(bench, f, bench.stage()).raised("failure", [ConnectionError()])
    assert [symptom.code for symptom in bench.symptoms] == ["raised"]
    assert "failure" in bench.failed


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: asyncio.sleep(0), "returned-coroutine"),
        (lambda: [asyncio.sleep(0)], "returned-coroutine"),
        (lambda: {"a": asyncio.ensure_future(asyncio.sleep(0))}, "returned-tasks"),
    ],
)
def test_what_is_not_finished_is_no_answer(bench, made, code):
    async def f():
        return made()

    with pytest.raises(ScenarioOver):
        play(bench, f, bench.stage()).answered("result")
    assert bench.symptoms[0].code == code


def test_raising_an_exception_that_a_call_returned_is_told_as_such(bench):
    stage = bench.stage()
    get = stage.call("get", Reply(0.1, ValueError("a note")))

    async def f():
        raise await get()

    with pytest.raises(ScenarioOver):
        play(bench, f, stage).answered("result")
    (symptom,) = bench.symptoms
    assert symptom.code == "raised"
    assert symptom.message == (
        "A call returned ValueError('a note'), an exception object that is a value like any "
        "other, and your code raised it."
    )


def test_a_function_that_gives_no_awaitable_is_not_async(bench):
    with pytest.raises(ScenarioOver):
        play(bench, lambda: 3, bench.stage())
    (symptom,) = bench.symptoms
    assert symptom.code == "not-async"
    assert "`async def f`" in symptom.message
    assert bench.fatal


def test_a_group_that_holds_the_error_is_accepted_unless_the_contract_says_otherwise(bench):
    error = ConnectionError("down")
    stage = bench.stage()

    async def f():
        try:
            await stage.call("get", Reply(0, error=error))()
        except ConnectionError as problem:
            raise ExceptionGroup("g", [problem]) from None

    played = play(bench, f, stage)
    assert played.raised("failure", [error])
    assert not played.raised("strict", [error], group=False)
    assert bench.symptoms[0].code == "error-in-group"


def test_orphans_are_named_with_the_instant_at_which_they_end(bench):
    stage = bench.stage()
    get = stage.call("get", Reply(0.4))

    async def f():
        f.task = asyncio.create_task(get())
        await asyncio.sleep(0.1)

    assert not play(bench, f, stage).nothing_left("stop")
    assert bench.symptoms[0].message == (
        "Your code was over at 0.100 s, but get ran on until 0.400 s."
    )
