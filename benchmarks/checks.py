"""What a verdict costs: the checks of lesson 1 beside an assert cell, otter and learntools.

    python benchmarks/checks.py [--rounds 9]

For each exercise one right and one wrong answer of tests/checkers/answers/. The wrong ones give
the right value: they are late, or leave calls behind, which only a look at the run shows. An
assert cell is `assert await f(...) == value` on a real loop, with the lesson's delays. otter
runs the same assert in a test file: once as `async def`, once with a loop in a thread. CPU time,
all ways in turn within each round, medians. A peer that is missing is named.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import linecache
import platform
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from course_lib.exercises import exercise  # noqa: E402
from course_lib.exercises.bench import Bench  # noqa: E402
from course_lib.services import shop  # noqa: E402

ANSWERS = ROOT / "tests" / "checkers" / "answers"
CART = [{"sku": "TENT-2P", "count": 1}]
OTTER_ASYNC = """
from otter.test_files import test_case

OK_FORMAT = False
name = "q"
points = 1


@test_case()
async def test_value(env):
    assert await env["call"]() == env["expected"]
"""
OTTER_THREAD = """
from otter.test_files import test_case
import asyncio, concurrent.futures

OK_FORMAT = False
name = "q"
points = 1


@test_case()
def test_value(env):
    with concurrent.futures.ThreadPoolExecutor() as pool:
        assert pool.submit(asyncio.run, env["call"]()).result() == env["expected"]
"""


@dataclass
class Case:
    """One answer, how the lesson calls it, and the value that is expected."""

    exercise: str
    program: str
    call: Callable[[Any], Any]
    expected: Any

    def load(self) -> Any:
        """The answer's function, made as a notebook's cell would make it."""
        path = ANSWERS / self.exercise / f"{self.program}.py"
        source = path.read_text(encoding="utf-8")
        name = f"<{self.program}>"
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        namespace: dict[str, Any] = {"__name__": self.program}
        exec(compile(source, name, "exec"), namespace)
        return namespace[self.exercise]


def dashboard(function):
    return function(shop.account_page.connect(), 7)


def products(function):
    return function(shop.catalogue.connect().fetch_product, list(shop.SKUS), 4)


def quote(function):
    return function(shop.quote.connect(), CART)


PAGE = {
    "customer": shop.CUSTOMERS[7],
    "preferences": shop.PREFERENCES,
    "orders": shop.ORDERS[7],
}
PRODUCTS = [{"sku": sku} for sku in shop.SKUS]
QUOTE = {"price": 219.0, "stock": {"reserved": True}, "shipping": 6.90}
CASES = [
    Case("load_dashboard", "right_gather", dashboard, PAGE),
    Case("load_dashboard", "wrong_task_awaited_at_once", dashboard, PAGE),
    Case("fetch_products", "right_semaphore", products, PRODUCTS),
    Case("fetch_products", "wrong_chunks", products, PRODUCTS),
    Case("quote_order", "right_task_group", quote, QUOTE),
    Case("quote_order", "wrong_plain_gather", quote, QUOTE),
]


def ours(case: Case) -> Callable[[], str]:
    function, chosen = case.load(), exercise(case.exercise)
    return lambda: chosen.judge(chosen.answer(function)).outcome


def assert_cell(case: Case) -> Callable[[], str]:
    function = case.load()

    async def cell():
        assert await case.call(function) == case.expected

    return lambda: passed(lambda: asyncio.run(cell()))


def passed(work: Callable[[], Any]) -> str:
    try:
        work()
    except AssertionError:
        return "failed"
    return "passed"


def otter(test: str) -> Callable[[Case], Callable[[], str]]:
    def way(case: Case) -> Callable[[], str]:
        import otter

        function = case.load()
        folder = Path(tempfile.mkdtemp(prefix="otter-"))
        (folder / "q.py").write_text(test, encoding="utf-8")
        grader = otter.Notebook(tests_dir=str(folder))
        environment = {"call": lambda: case.call(function), "expected": case.expected}

        def verdict() -> str:
            result = grader.check("q", global_env=environment)
            return "passed" if result.passed_all_public else "failed"

        return verdict

    return way


WAYS: dict[str, Callable[[Case], Callable[[], str]]] = {
    "course_lib": ours,
    "assert cell": assert_cell,
}
if importlib.util.find_spec("otter"):
    WAYS["otter, async def test"] = otter(OTTER_ASYNC)
    WAYS["otter, a loop in a thread"] = otter(OTTER_THREAD)


LEARNTOOLS = (
    "learntools: not measured. Kaggle's is not on PyPI, and the package of that name is another "
    "project. It compares what a call returns; of an `async def` that is a coroutine."
)


def missing() -> list[str]:
    absent = "otter: otter-grader is not installed, so it was not measured."
    return [LEARNTOOLS] if importlib.util.find_spec("otter") else [absent, LEARNTOOLS]


def measure(rounds: int) -> dict[tuple[str, str], dict[str, Any]]:
    """Per case and way: the verdict, CPU and wall seconds; ways take turns."""
    judges = {(case.program, way): make(case) for case in CASES for way, make in WAYS.items()}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for number in range(rounds + 1):
        for key, judge in judges.items():
            cpu, wall = time.process_time(), time.perf_counter()
            outcome = judge()
            spent = (time.process_time() - cpu, time.perf_counter() - wall)
            row = found.setdefault(key, {"outcome": outcome, "cpu": [], "wall": []})
            assert row["outcome"] == outcome, f"{key} changed its verdict"
            # The first round loads what is loaded lazily.
            if number:
                row["cpu"].append(spent[0])
                row["wall"].append(spent[1])
    return found


def runs_of(case: Case) -> int:
    """How many runs a verdict of course_lib rests on."""
    counted, perform = 0, Bench.perform

    def counting(*args, **named):
        nonlocal counted
        counted += 1
        return perform(*args, **named)

    Bench.perform = counting
    try:
        ours(case)()
    finally:
        Bench.perform = perform
    return counted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    warnings.simplefilter("ignore", RuntimeWarning)  # otter forgets its coroutines, loudly
    found = measure(rounds)
    versions = f"Python {platform.python_version()}"
    if importlib.util.find_spec("otter"):
        versions += f", otter-grader {version('otter-grader')}"
    print(f"{versions}; medians of {rounds} rounds; CPU ms (wall ms) and verdict\n")
    print("| answer | runs played | " + " | ".join(WAYS) + " |")
    print("|---|---|" + "---|" * len(WAYS))
    for case in CASES:
        cells = []
        for way in WAYS:
            row = found[case.program, way]
            cpu, wall = (statistics.median(row[kind]) * 1000 for kind in ("cpu", "wall"))
            cells.append(f"{cpu:.1f} ({wall:.0f}) {row['outcome']}")
        name = f"{case.exercise}: {case.program}"
        print(f"| {name} | {runs_of(case)} | " + " | ".join(cells) + " |")
    print(*["", *missing()], sep="\n")


if __name__ == "__main__":
    main()
