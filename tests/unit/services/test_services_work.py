"""Work that holds its thread or its processor, on both clocks."""

import asyncio
import os
import pickle
import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from time import process_time

import pytest

from course_lib.services.work import crunch, hold, span
from course_lib.tracing import Recorder
from course_lib.virtual_time import run


def test_crunching_costs_processor_time_and_can_be_sent_away():
    start = process_time()
    assert crunch(0.02) > 0
    assert process_time() - start >= 0.02
    assert pickle.loads(pickle.dumps(crunch)) is crunch


def test_on_the_virtual_clock_it_blocks_the_loop_and_draws_no_advice():
    async def page():
        crunch(0.3)
        hold(0.2, "client")

    result = run(page)
    assert (result.elapsed, result.blocked, result.notes) == (0.5, 0.5, [])
    assert [(s.name, s.kind, s.end) for s in result.trace.spans] == [
        ("crunch", "blocked", 0.3),
        ("client", "blocked", 0.5),
    ]


def test_two_processes_do_what_the_loop_does_one_after_another():
    pool = ProcessPoolExecutor(2)  # never started: the virtual clock stands in for it

    async def in_processes():
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(pool, crunch, 0.3) for _ in range(4)))

    result = run(in_processes)
    assert (result.elapsed, result.blocked) == (0.6, 0.0)


def test_a_span_of_ones_own_is_a_bar_in_the_picture():
    async def page():
        with span("report", 7):
            await asyncio.sleep(0.3)

    (bar,) = run(page).trace.calls("report")
    assert (bar.args, bar.end, bar.status) == ((7,), 0.3, "ok")


def test_a_span_outside_of_a_demo_is_nothing():
    recorder = Recorder(lambda: 0.0)
    with span("report"):
        pass
    assert recorder.trace.spans == []


KERNEL = """
import sys, time
from course_lib.services.processes import process_pool

if __name__ == "__main__":
    pool = process_pool(1)
    print(*pool._processes, flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_workers_ignore_the_interrupt_button_and_end_with_a_killed_kernel(tmp_path):
    script = tmp_path / "kernel.py"
    script.write_text(KERNEL)
    kernel = subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    worker = int(kernel.stdout.readline())
    os.kill(worker, signal.SIGINT)
    os.kill(worker, 0)  # it is still there
    kernel.kill()
    kernel.wait()
    # The worker holds the other end of stdout: the end of the file is the end of the worker.
    assert kernel.stdout.read() == ""
    kernel.stdin.close()
    kernel.stdout.close()
