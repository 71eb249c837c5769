"""An hour of work in one kernel: 200 live runs and 200 checks leave nothing behind."""

import json

import pytest

from .kernel import errors, kernel, text

TIMES = 200
WARM_UP = 100
LARGEST_GROWTH = 5_000_000  # bytes

SET_UP = '''
import asyncio, ctypes, gc, json, sys, threading
import psutil
from comm import get_comm_manager
from course_lib import Demo, Service, Services, exercise, quiz

async def gathered(api):
    return await asyncio.gather(api.one(), api.two(), api.three())

async def leaves_one_behind(api):
    asyncio.create_task(api.one())
    return await api.two()

async def load_dashboard(api, customer_id):
    keys = ("customer", "preferences", "orders")
    calls = (getattr(api, f"get_{key}")(customer_id) for key in keys)
    return dict(zip(keys, await asyncio.gather(*calls)))

async def one_by_one(api, customer_id):
    keys = ("customer", "preferences", "orders")
    return {key: await getattr(api, f"get_{key}")(customer_id) for key in keys}

def written():
    """Bytes of memory that only this process has, and has written to.

    Not pages of libraries: they count as its own once another process that shared them ends.
    """
    if sys.platform != "linux":
        return psutil.Process().memory_full_info().uss
    # What is free but not given back (drawing a picture takes megabytes) is not in use.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    trim and trim(0)
    rollup = open("/proc/self/smaps_rollup").read()
    return 1024 * int(rollup.split("Private_Dirty:")[1].split()[0])

def left():
    for _ in range(3):
        gc.collect()
    pyplot = sys.modules.get("matplotlib.pyplot")
    return json.dumps({
        "memory": written(),
        "threads": threading.active_count(),
        "tasks": len(asyncio.all_tasks()),
        "comms": len(get_comm_manager().comms),
        "figures": len(pyplot.get_fignums()) if pyplot else 0,
    })
'''
DEMO = """
demo = Demo(
    "Short",
    services=Services(Service("one", 0.003), Service("two", 0.001), Service("three", 0.002)),
    variants={"gathered": gathered, "leaves one behind": leaves_one_behind},
)
demo
"""
SHOW = 'exercise("load_dashboard")'
RECAP = 'quiz("parallel_fetches", 1)'
LIVE = 'print((await demo.live("{}")).trace.calls("two")[0].status)'
RIGHT = 'exercise("load_dashboard").check(load_dashboard)'
WRONG = 'exercise("load_dashboard").check(one_by_one)'


def use(kernel, times):
    """Run and check, as often as that; every other run and check goes wrong."""
    for number in range(times):
        if number % 50 == 0:
            for cell in (DEMO, SHOW, RECAP):
                assert errors(kernel.run(cell)) == []
        variant = ("gathered", "leaves one behind")[number % 2]
        assert text(kernel.run(LIVE.format(variant))).strip() == "ok"
        passed = text(kernel.run((RIGHT, WRONG)[number % 2]))
        assert f"load_dashboard: {('passed', 'failed')[number % 2]}" in passed


def left_in(kernel):
    return json.loads(text(kernel.run("print(left())")))


@pytest.mark.deep
def test_200_runs_and_200_checks_leave_nothing_behind():
    with kernel(COURSE_HEADLESS="") as started:
        assert errors(started.run(SET_UP)) == []
        use(started, WARM_UP)
        before = left_in(started)
        use(started, TIMES)
        after = left_in(started)
    growth = after.pop("memory") - before.pop("memory")
    print(f"{growth / 1e6:.1f} MB more; {after}")
    assert after == before
    assert growth < LARGEST_GROWTH
