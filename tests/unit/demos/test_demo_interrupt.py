"""The interrupt button while a demo runs and no cell does."""

import asyncio
import os
import signal
import sys

import pytest
from demo_programs import gather

from course_lib.demos.live import LiveRun, LiveRuns
from course_lib.services import shop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are not sent so there")


@pytest.fixture
def ignored():
    """As a kernel does it between two messages."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


def interrupted_run():
    async def main():
        runs = LiveRuns(asyncio.get_running_loop(), lambda error: None)
        api = shop.account_page.connect(delays={"get_orders": 60.0})
        live = LiveRun("gather", lambda: gather(api))
        runs.start([live])
        while live.recorder is None or not live.recorder.trace.spans:
            await asyncio.sleep(0.001)
        await asyncio.sleep(0)
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.wait_for(runs.idle.wait(), 20)
        return live

    return asyncio.run(main())


def test_an_interrupt_that_nobody_hears_stops_the_run(ignored):
    assert interrupted_run().stopped
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_a_handler_of_somebody_else_is_left_alone():
    heard = []

    def mine(number, frame):
        heard.append(number)

    async def main():
        runs = LiveRuns(asyncio.get_running_loop(), lambda error: None)
        api = shop.account_page.connect(delays={"get_orders": 0.01})
        runs.start([LiveRun("gather", lambda: gather(api))])
        await asyncio.sleep(0.005)
        assert signal.getsignal(signal.SIGINT) is mine
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.wait_for(runs.idle.wait(), 20)

    before = signal.signal(signal.SIGINT, mine)
    try:
        # Not `asyncio.run`: it takes SIGINT over itself.
        loop = asyncio.new_event_loop()
        loop.run_until_complete(main())
        loop.close()
        assert signal.getsignal(signal.SIGINT) is mine
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [signal.SIGINT]
