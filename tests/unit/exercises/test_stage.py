"""The scripted back ends do what their script says, and remember it."""

import asyncio

import pytest

from course_lib.exercises.stage import Reply, Stage, group_leaves
from course_lib.virtual_time import run


def played(function, **options):
    """Run `function(stage)` on the virtual clock; gives (stage, run)."""
    stage = Stage()

    async def main():
        stage.begin()
        return await function(stage)

    return stage, run(main, **options)


def test_a_call_takes_its_delay_and_gives_its_value():
    async def main(stage):
        api = stage.api(("who",), get=Reply(0.3, "x"))
        return await api.get(7), await api.get(who=8)

    stage, done = played(main)
    assert done.value == ("x", "x")
    assert [(s.name, s.args, s.start, s.end, s.status) for s in stage.spans] == [
        ("get", (7,), 0.0, 0.3, "ok"),
        ("get", (8,), 0.3, 0.6, "ok"),
    ]
    assert done.trace.calls("get") == stage.of("get")


def test_each_call_may_have_parameters_of_its_own():
    async def main(stage):
        api = stage.api({"mail": ("id", "items")}, mail=Reply(0, "sent"), nav=Reply(0, "menu"))
        await api.mail(7, items=("a",))
        await api.nav(page=1)

    stage, done = played(main)
    assert isinstance(done.exception, TypeError)
    assert stage.of("mail")[0].args == (7, ("a",))


def test_replies_by_order_by_argument_and_by_function():
    async def main(stage):
        row = stage.call("row", [Reply(0, 1), Reply(0, 2)])
        table = stage.call("table", {"a": Reply(0, "A")})
        double = stage.call("double", lambda n: Reply(0, n * 2))
        return [await row(), await row(), await row()], await table("a"), await double(4)

    assert played(main)[1].value == ([1, 2, 2], "A", 8)


def test_an_error_is_raised_as_the_same_object():
    error = ConnectionError("down")

    async def main(stage):
        await stage.call("get", Reply(0.1, error=error))()

    stage, done = played(main)
    assert done.exception is error
    assert stage.spans[0].status == "failed"


def test_a_cancelled_call_cleans_up_and_a_second_cancel_breaks_it_off():
    async def main(stage):
        task = asyncio.ensure_future(stage.call("get", Reply(1, cleanup=0.5))())
        await asyncio.sleep(0.2)
        task.cancel()
        await asyncio.sleep(0.1)
        if stage.twice:
            task.cancel()
        await asyncio.wait([task])

    for twice, end in ((False, 0.7), (True, 0.3)):
        Stage.twice = twice
        stage, _ = played(main)
        (span,) = stage.spans
        assert (span.status, span.cancelled_at, span.end) == ("cancelled", 0.2, end)
        assert span.cleaned_up is not twice
    del Stage.twice


def test_the_peak_counts_calls_in_the_order_of_events():
    async def main(stage):
        fetch = stage.call("fetch", Reply(0.0))
        await asyncio.gather(fetch(), fetch(), fetch())
        await fetch()

    stage, _ = played(main)
    assert stage.peak == 3
    assert stage.running == 0


def test_an_idle_slot_is_one_that_is_free_for_some_time():
    async def chunks(stage):
        fetch = stage.call("fetch", lambda d: Reply(d))
        await asyncio.gather(fetch(0.1), fetch(0.4))
        await fetch(0.1)

    async def window(stage):
        fetch = stage.call("fetch", lambda d: Reply(d))

        async def two():
            await fetch(0.1)
            await fetch(0.1)

        await asyncio.gather(two(), fetch(0.4))

    assert played(chunks)[0].idle_slot(2, 3) == (0.1, 1)
    assert played(window)[0].idle_slot(2, 3) is None


def test_an_unknown_service_names_those_that_are_there():
    with pytest.raises(AttributeError, match=r"no api\.get_order; there are api\.get_orders"):
        getattr(Stage().api(get_orders=Reply()), "get_order")  # noqa: B009


def test_the_plain_exceptions_of_nested_groups():
    a, b = ValueError(), KeyError()
    assert group_leaves(ExceptionGroup("x", [a, ExceptionGroup("y", [b])])) == [a, b]
    assert group_leaves(a) == [a]
    assert group_leaves(None) == []
