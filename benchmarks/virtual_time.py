"""Virtual clocks for asyncio beside each other: how exact, and how fast.

    python benchmarks/virtual_time.py [--rounds 9]

Exactness: the programs of tests/unit/virtual_time/scenarios.py, with their value, the order of
events and the exact times. Speed: CPU time, all backends in turn within each round; the table
gives medians as ratios to course_lib, whose guards go up and come down within the figure. It
also lets the garbage collector rest during a run, so (b) is shown with it off for all as well.
Peers come from the `bench` extra and are used as they come; one that is missing is named. trio
runs no asyncio code, so it runs the same programs written for trio, and no scenarios.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import gc
import importlib
import platform
import random
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

sys.path[:0] = [
    str(Path(__file__).parents[1]),
    str(Path(__file__).parents[1] / "tests/unit/virtual_time"),
]

from scenarios import SCENARIOS  # noqa: E402

from course_lib.services import Service, Services  # noqa: E402
from course_lib.virtual_time import guards  # noqa: E402

UNIT = 0.1
PAGE = (0.18, 0.09, 0.42)
PAGES, SLEEPERS, LOOPS, SWEEP = 2_000, 10_000, 300, 1_000
_random = random.Random(7)
DELAYS = [_random.uniform(0.05, 0.6) for _ in range(SLEEPERS)]


async def call(seconds):
    await asyncio.sleep(seconds)
    return seconds


async def one_page():
    return await asyncio.gather(*map(call, PAGE))


async def many_pages():
    for _ in range(PAGES):
        await asyncio.gather(*map(call, PAGE))


async def sleepers():
    await asyncio.gather(*map(call, DELAYS))


class Trio:
    """The same programs for trio: a nursery in the place of gather."""

    def __init__(self) -> None:
        self.trio = importlib.import_module("trio")
        self.testing = importlib.import_module("trio.testing")

    async def call(self, seconds):
        await self.trio.sleep(seconds)

    async def together(self, delays):
        async with self.trio.open_nursery() as nursery:
            for seconds in delays:
                nursery.start_soon(self.call, seconds)

    async def many_pages(self):
        for _ in range(PAGES):
            await self.together(PAGE)

    def run(self, program):
        translated = {
            one_page: (self.together, PAGE),
            many_pages: (self.many_pages,),
            sleepers: (self.together, DELAYS),
        }
        clock = self.testing.MockClock(autojump_threshold=0)
        return self.trio.run(*translated[program], clock=clock)


def on(loop, program):
    try:
        return loop.run_until_complete(program())
    finally:
        loop.close()


def looptime():
    module = importlib.import_module("looptime")
    return lambda program: on(module.new_event_loop(), program)


def async_solipsism():
    module = importlib.import_module("async_solipsism")
    return lambda program: on(module.EventLoop(), program)


def aiotools():
    module = importlib.import_module("aiotools")

    def run(program):
        async def patched():
            with module.VirtualClock().patch_loop():
                return await program()

        return on(asyncio.new_event_loop(), patched)

    return run


@dataclass
class Backend:
    name: str
    package: str | None
    make: Callable[[], Callable[[Any], Any]]
    asyncio: bool = True
    run: Callable[[Any], Any] | None = None
    missing: str = ""

    def load(self) -> None:
        try:
            self.run = self.make()
            if self.package:
                self.name = f"{self.name} {version(self.package)}"
        except (ImportError, PackageNotFoundError) as error:
            self.missing = str(error)


PEERS = [
    Backend("looptime", "looptime", looptime),
    Backend("async-solipsism", "async-solipsism", async_solipsism),
    Backend("aiotools VirtualClock", "aiotools", aiotools),
    Backend("trio MockClock", "trio", lambda: Trio().run, asyncio=False),
]

account = Services(
    Service("get_customer", 0.18), Service("get_preferences", 0.09), Service("get_orders", 0.42)
)


async def page_of_services(seed):
    api = account.connect(seed=seed)
    return await asyncio.gather(api.get_customer(7), api.get_preferences(7), api.get_orders(7))


async def pages_of_services():
    api = account.connect(seed=0)
    for _ in range(PAGES):
        await asyncio.gather(api.get_customer(7), api.get_preferences(7), api.get_orders(7))


def cpu(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def exactness(run: Callable[[Any], Any]) -> tuple[int, int, list[str]]:
    """Scenarios right to the last digit, those right to 1 ns, and the names of the rest."""
    exact, wrong = 0, []
    for scenario in SCENARIOS:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value, events = run(functools.partial(scenario.play, UNIT))
        except Exception:
            value, events = None, []
        expected = scenario.value, scenario.expected(UNIT)
        exact += (value, events) == expected
        if (value, [(round(when, 9), event) for when, event in events]) != expected:
            wrong.append(scenario.name)
    return exact, len(SCENARIOS) - len(wrong), wrong


def table(head: list[str], rows: list[list[str]]) -> None:
    print("| " + " | ".join(head) + " |")
    print("|" + " --- |" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def ours(trace: bool) -> Callable[[Any], Any]:
    """Our own backend: the guards go up and come down for each program."""

    def run(program):
        with guards() as batch:
            return batch.run(program, trace=trace).result()

    return run


def fresh_loops(backend: Backend) -> None:
    if backend.package is None:
        with guards() as batch:
            for _ in range(LOOPS):
                batch.run(one_page, trace=False).result()
    else:
        for _ in range(LOOPS):
            backend.run(one_page)


def sweep(trace: bool) -> None:
    with guards() as batch:
        for seed in range(SWEEP):
            batch.run(page_of_services, seed, seed=seed, trace=trace)


def measure(backends: list[Backend], rounds: int) -> dict[str, dict[str, list[float]]]:
    """CPU seconds per work and backend, one value a round; backends take turns."""
    figures: dict[str, dict[str, list[float]]] = {}

    def add(work: str, backend: str, action: Callable[..., Any], *args: Any) -> None:
        gc.collect()
        value = cpu(functools.partial(action, *args))
        figures.setdefault(work, {}).setdefault(backend, []).append(value)

    for _ in range(rounds):
        for backend in backends:
            add("pages", backend.name, backend.run, many_pages)
        for backend in backends:
            add("sleepers", backend.name, backend.run, sleepers)
        gc.disable()
        for backend in backends:
            add("sleepers, no gc", backend.name, backend.run, sleepers)
        gc.enable()
        for backend in backends:
            add("loops", backend.name, fresh_loops, backend)
        add("pages", "traced", ours(trace=True), pages_of_services)
        add("sweep", "traced", sweep, True)
        add("sweep", "untraced", sweep, False)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    for backend in PEERS:
        backend.load()
    mine = Backend("course_lib", None, lambda: ours(trace=False))
    mine.load()
    backends = [mine, *(b for b in PEERS if not b.missing)]
    exact = {b.name: exactness(b.run) for b in backends if b.asyncio}
    figures = measure(backends, rounds)
    middle = {
        work: {name: statistics.median(values) for name, values in by_name.items()}
        for work, by_name in figures.items()
    }
    print(f"Python {platform.python_version()}, {rounds} rounds, CPU time\n")
    rows, notes = [], []
    for backend in backends:
        ratios = [
            f"{middle[work][backend.name] / middle[work][mine.name]:.2f}"
            for work in ("pages", "sleepers", "sleepers, no gc", "loops")
        ]
        if backend.name in exact:
            digits, right, wrong = exact[backend.name]
            marks = [f"{digits} of {len(SCENARIOS)}", f"{right} of {len(SCENARIOS)}"]
            if wrong:
                notes.append(f"Not even to 1 ns, {backend.name}: {', '.join(wrong)}.")
        else:
            marks = ["no asyncio code", "-"]
        rows.append([backend.name, *ratios, *marks])
    rows += [[b.name, "not installed", "", "", "", b.missing, ""] for b in PEERS if b.missing]
    table(
        [
            "backend",
            f"(a) {PAGES:,} pages of three calls",
            f"(b) {SLEEPERS:,} sleepers",
            "(b) collector off",
            f"(c) {LOOPS} fresh loops",
            "scenarios exact to the last digit",
            "to 1 ns",
        ],
        rows,
    )
    print(*notes, sep="\n\n", end="\n\n")
    print("Ratios to course_lib; smaller is faster. Its own, in ms: ", end="")
    print(
        ", ".join(f"{w} {middle[w][mine.name] * 1e3:.0f}" for w in ("pages", "sleepers", "loops"))
    )
    traced = middle["pages"]["traced"]
    peers = [middle["pages"][b.name] for b in backends[1:]]
    if peers:
        ratio = traced / min(peers)
        print(f"(a) traced, with simulated services: {ratio:.2f} times the fastest peer untraced.")
    for name, value in middle["sweep"].items():
        print(f"Sweep of {SWEEP:,} seeded runs of a three-call page, {name}: {value * 1e3:.0f} ms.")


if __name__ == "__main__":
    main()
