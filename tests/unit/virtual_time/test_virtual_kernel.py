"""In a real kernel: virtual runs work in a cell, name the cell, and the interrupt button works."""

from __future__ import annotations

import sys
import textwrap
import time

import pytest

pytest.importorskip("ipykernel")
manager_module = pytest.importorskip("jupyter_client.manager")

SETUP = """
import asyncio
from time import sleep
from course_lib.virtual_time import run, guards
"""
# Each prints "ready" and then runs for ever. The second is a cell with a top-level await, which
# the kernel runs as a task of its loop, under an interrupt handler of its own.
ENDLESS = """
async def forever():
    while True:
        await asyncio.sleep(0.001)
print("ready", flush=True)
run(forever, time_limit=1e12, step_limit=10**12)
"""


class Kernel:
    def __init__(self, client, manager):
        self.client = client
        self.manager = manager

    def run(self, code, interrupt=False):
        """Run a cell; gives what it printed, or the name of the exception that it ended with."""
        ask = self.client.execute(textwrap.dedent(code).strip())
        out, ended = [], None
        while True:
            message = self.client.get_iopub_msg(timeout=60)
            if message["parent_header"].get("msg_id") != ask:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                out.append(content["text"])
                if interrupt and "ready" in content["text"]:
                    time.sleep(0.3)
                    self.manager.interrupt_kernel()
            elif kind == "error":
                ended = content["ename"]
            elif kind == "status" and content["execution_state"] == "idle":
                return ended or "".join(out)


@pytest.fixture(scope="module")
def kernel():
    # Ports of many kernels that start at once may collide: no TCP where there is another way.
    transport = "tcp" if sys.platform == "win32" else "ipc"
    manager = manager_module.KernelManager(kernel_name="python3", transport=transport)
    manager.kernel_spec.argv[0] = sys.executable
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        kernel = Kernel(client, manager)
        assert kernel.run(SETUP) == ""
        yield kernel
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_a_guard_names_the_cell(kernel):
    printed = kernel.run("""
        async def waiter():
            sleep(0.5)
            await asyncio.Event().wait()
        result = run(waiter)
        print(result.notes[0].where, "|", result.stopped.where, "|", result.elapsed)
        import time; print(sleep is time.sleep, time.sleep.__module__)
        """)
    first, second = printed.splitlines()
    cell = first.split(" line")[0]
    assert cell.startswith("cell [")
    assert first == f"{cell} line 2 in waiter() | {cell} line 3 in waiter() | 0.5"
    assert second == "True time"


@pytest.mark.parametrize("beside", ["", "await asyncio.sleep(0)\n"], ids=["plain", "awaiting"])
def test_the_interrupt_button_stops_a_run_and_the_kernel_goes_on(kernel, beside):
    assert kernel.run(beside + ENDLESS, interrupt=True) == "KeyboardInterrupt"
    printed = kernel.run("""
        async def ok():
            await asyncio.sleep(2)
            return "works"
        print(run(ok).result(), await asyncio.wait_for(asyncio.sleep(0, "again"), 5))
        """)
    assert printed == "works again\n"


def test_leaving_the_kernel_is_refused(kernel):
    printed = kernel.run("""
        async def leave():
            exit()
        print(run(leave).stopped.code)
        """)
    assert printed == "exit\n"
    assert kernel.run("print('alive')") == "alive\n"


def test_asking_for_input_is_refused(kernel):
    printed = kernel.run("""
        async def ask():
            return input("Name? ")
        print(run(ask).stopped.message)
        """)
    assert printed.startswith("input() at cell [")
    assert " line 2 in ask() waits for somebody to type" in printed
