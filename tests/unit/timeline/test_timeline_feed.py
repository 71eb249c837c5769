"""The feed tells everything once, in at most one batch each 50 ms, and lets go at the end."""

import asyncio
import json
import random
import threading
from itertools import pairwise

import pytest

from course_lib.timeline.feed import INTERVAL, Feed
from course_lib.tracing import Recorder
from course_lib.virtual_time import run


class PacedLoop:
    """The two methods of a loop that the feed uses, on a clock that the test moves."""

    def __init__(self):
        self.now = 10.0
        self.timers = []

    def time(self):
        return self.now

    def call_at(self, when, callback):
        timer = Timer(self, when, callback)
        self.timers.append(timer)
        return timer

    def call_soon_threadsafe(self, callback):
        self.call_at(self.now, callback)

    def advance(self, seconds):
        self.now = round(self.now + seconds, 9)
        for timer in [t for t in self.timers if t.when <= self.now]:
            self.timers.remove(timer)
            timer.callback()


class Timer:
    def __init__(self, loop, when, callback):
        self.loop, self.when, self.callback = loop, when, callback

    def cancel(self):
        # A timer that has fired may be cancelled, as on a real loop.
        if self in self.loop.timers:
            self.loop.timers.remove(self)


@pytest.fixture
def loop():
    return PacedLoop()


@pytest.fixture
def recorder(loop):
    return Recorder(loop.time)


def test_the_first_event_leaves_at_once_so_that_a_loop_about_to_block_shows_it(loop, recorder):
    sent = []
    Feed(recorder, sent.append, loop)
    recorder.begin("get_orders", args=(7,))
    assert sent == [{"now": 0.0, "rows": [[0, "get_orders(7)", 0, None, 0.0, None, 0]]}]
    assert loop.timers == []


def test_later_events_wait_for_the_next_batch(loop, recorder):
    sent = []
    Feed(recorder, sent.append, loop)
    first = recorder.begin("a")
    loop.advance(0.01)
    second = recorder.begin("b")
    recorder.finish(second, "failed", ConnectionError("down"))
    recorder.finish(first, "ok")
    recorder.mark("raised")
    assert len(sent) == 1
    loop.advance(INTERVAL - 0.01)
    assert sent[1] == {
        "now": INTERVAL,
        "rows": [[1, "b()", 0, None, 0.01, 0.01, 2, None, None, "ConnectionError", "down"]],
        "changes": [[0, 0.01, 1]],
        "marks": [["raised", 0.01, ""]],
    }


def test_batches_keep_their_distance_whatever_the_code_does():
    at = []

    async def program():
        loop = asyncio.get_running_loop()
        recorder = Recorder(loop.time)
        feed = Feed(recorder, lambda _: at.append(loop.time()), loop)
        rng = random.Random(7)

        async def call(delay):
            with recorder.span("call"):
                await asyncio.sleep(delay)

        await asyncio.gather(*(call(rng.uniform(0.001, 2)) for _ in range(200)))
        feed.close()

    run(program).result()
    assert 20 <= len(at) <= 40
    assert all(b - a >= 0.05 for a, b in pairwise(at))


def test_the_opening_travels_with_the_first_event(loop, recorder):
    sent = []
    feed = Feed(recorder, sent.append, loop, {"whole": "picture"})
    recorder.begin("a")
    recorder.begin("b")
    assert [(batch.get("whole"), len(batch["rows"])) for batch in sent] == [("picture", 1)]
    assert "whole" not in feed.close()
    assert loop.timers == []


def test_the_opening_does_not_wait_for_ever_for_an_event(loop, recorder):
    sent = []
    Feed(recorder, sent.append, loop, {"whole": "picture"})
    assert sent == []
    loop.advance(0.01)
    assert sent == [{"whole": "picture", "now": 0.01}]
    assert loop.timers == []


def test_a_quiet_loop_gets_no_messages(loop, recorder):
    sent = []
    Feed(recorder, sent.append, loop)
    recorder.begin("a")
    for _ in range(100):
        loop.advance(0.1)
    assert len(sent) == 1


def test_a_cancellation_without_an_event_travels_with_the_next_batch(loop, recorder):
    sent = []
    Feed(recorder, sent.append, loop)
    span = recorder.begin("stock")
    loop.advance(0.1)
    span.cancelled_at = 0.1
    recorder.mark("raised")
    loop.advance(0.1)
    recorder.mark("later")
    assert sent[1]["changes"] == [[0, None, 0, 0.1]]
    assert "changes" not in sent[2]


def test_the_end_of_the_main_coroutine_is_told_once(loop, recorder):
    sent = []
    Feed(recorder, sent.append, loop)
    recorder.trace.ended = 0.0
    recorder.mark("returned")
    loop.advance(0.1)
    recorder.mark("later")
    assert [batch.get("ended") for batch in sent] == [0.0, None]


def test_closing_returns_the_rest_and_leaves_neither_timer_nor_listener(loop, recorder):
    sent = []
    feed = Feed(recorder, sent.append, loop)
    recorder.begin("a")
    recorder.begin("b")
    assert len(loop.timers) == 1
    rest = feed.close()
    assert [row[1] for row in rest["rows"]] == ["b()"]
    assert (loop.timers, recorder.listeners) == ([], [])
    recorder.begin("c")
    assert len(sent) == 1


def test_without_a_loop_everything_comes_with_the_end(recorder):
    sent = []
    feed = Feed(recorder, sent.append)
    recorder.begin("a")
    assert (sent, len(feed.close()["rows"])) == ([], 1)


def test_a_picture_that_is_gone_does_not_disturb_the_code(loop, recorder, caplog):
    def send(batch):
        raise OSError("the comm is closed")

    Feed(recorder, send, loop)
    with recorder.span("get_orders"):
        pass
    assert recorder.listeners == []
    assert "the live picture stopped" in caplog.text


def test_a_worker_thread_only_asks_the_loop_to_look(loop, recorder):
    sent = []
    Feed(recorder, sent.append, loop)
    worker = threading.Thread(target=recorder.begin, args=("read_file",))
    worker.start()
    worker.join()
    assert sent == []
    loop.advance(0)
    assert [row[1] for row in sent[0]["rows"]] == ["read_file()"]


def test_fifty_tasks_cost_few_bytes():
    sent = []

    async def program():
        loop = asyncio.get_running_loop()
        recorder = Recorder(loop.time)
        feed = Feed(recorder, sent.append, loop)
        rng = random.Random(1)

        async def call(number):
            await asyncio.sleep(rng.uniform(0, 0.5))
            with recorder.span("get_product", args=(f"SKU-{number:03}",)):
                await asyncio.sleep(rng.uniform(0.05, 0.9))

        await asyncio.gather(*map(call, range(50)))
        sent.append(feed.close())

    run(program).result()
    rows = [row for batch in sent for row in batch.get("rows", ())]
    assert len(rows) == 50
    # What the messages' own headers add is measured in benchmarks/live_picture.py.
    assert sum(len(json.dumps(batch)) for batch in sent) < 6 * 1024
