"""The bounded outbox: n at once, no more than fits, and nothing is lost without being counted."""

import asyncio
from contextvars import ContextVar

import pytest

from course_lib.services import Service, Services
from course_lib.services.outbox import Outbox
from course_lib.virtual_time import run

request_id = ContextVar("request_id", default="none")
mail = Services(Service("send", 1.2))


def nobody(name, error):
    raise AssertionError(f"{name} failed with {error!r}")


async def rush(api, workers, size, jobs, errors=nobody):
    outbox = Outbox(workers=workers, size=size, on_error=errors)
    async with outbox:
        accepted = [outbox.put(api.send(i), name="email") for i in range(jobs)]
        await asyncio.sleep(0)
    return outbox, accepted


def test_at_most_as_many_run_as_there_are_workers():
    done = run(rush, mail.connect(), 3, 10, 10)
    outbox, accepted = done.result()
    assert accepted == [True] * 10
    assert (outbox.sent, outbox.failed, outbox.dropped, outbox.waiting) == (10, 0, 0, 0)
    assert done.trace.peak() == 3
    assert done.elapsed == 4.8  # ten mails of 1.2 s, three at a time: four rounds
    assert not done.leftover


def test_what_does_not_fit_is_dropped_counted_and_closed():
    done = run(rush, mail.connect(), 2, 5, 20)
    outbox, accepted = done.result()
    assert accepted == [True] * 5 + [False] * 15
    assert (outbox.sent, outbox.dropped) == (5, 15)
    assert len(done.trace.calls()) == 5
    assert not done.never_awaited


def test_a_worker_makes_room_when_it_takes_a_job():
    async def two_bursts(api):
        async with Outbox(workers=1, size=2, on_error=nobody) as outbox:
            first = [outbox.put(api.send(i), name="email") for i in range(3)]
            await asyncio.sleep(0.1)
            second = [outbox.put(api.send(i), name="email") for i in range(3)]
        return first, second, outbox.sent

    first, second, sent = run(two_bursts, mail.connect()).result()
    assert first == [True, True, False]
    assert second == [True, False, False]
    assert sent == 3


def test_a_failure_is_told_once_and_the_worker_goes_on():
    told = []
    api = mail.connect(failure=1.0)
    done = run(rush, api, 1, 3, 3, lambda name, error: told.append((name, type(error))))
    outbox, _ = done.result()
    assert told == [("email", ConnectionError)] * 3
    assert (outbox.sent, outbox.failed) == (0, 3)
    assert not done.unretrieved
    assert not done.loop_errors


def test_a_job_has_the_context_of_its_put():
    seen = []

    async def job():
        seen.append(request_id.get())

    async def story():
        async with Outbox(workers=1, size=2, on_error=nobody) as outbox:
            for name in ("req-81", "req-82"):
                request_id.set(name)
                outbox.put(job(), name=name)
            request_id.set("req-83")

    run(story).result()
    assert seen == ["req-81", "req-82"]


def test_a_cancelled_owner_leaves_nothing_running_and_counts_what_was_lost():
    made = []

    async def story(api):
        async with Outbox(workers=2, size=10, on_error=nobody) as outbox:
            made.append(outbox)
            for i in range(6):
                outbox.put(api.send(i), name="email")
            await asyncio.sleep(60)

    done = run(story, mail.connect(), cancel_at=1.3)
    assert isinstance(done.exception, asyncio.CancelledError)
    # The end of the block waits for what was accepted: the deadline is the caller's.
    assert not done.leftover
    assert made[0].sent + made[0].dropped == 6


def test_an_owner_that_is_cancelled_while_it_waits_for_the_rest_drops_it():
    made = []

    async def story(api):
        async with Outbox(workers=2, size=10, on_error=nobody) as outbox:
            made.append(outbox)
            for i in range(6):
                outbox.put(api.send(i), name="email")

    done = run(story, mail.connect(), cancel_at=1.3)
    assert isinstance(done.exception, asyncio.CancelledError)
    assert done.elapsed == 1.3
    assert (made[0].sent, made[0].dropped) == (2, 4)
    assert not done.leftover
    assert not done.never_awaited


@pytest.mark.parametrize(("workers", "size"), [(0, 1), (1, 0)])
def test_an_outbox_without_workers_or_room_is_refused(workers, size):
    with pytest.raises(ValueError, match="needs workers and room"):
        Outbox(workers=workers, size=size, on_error=nobody)
