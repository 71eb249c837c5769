"""A room of 40 learners on one JupyterHub on this machine: CPU and memory of each, and lag.

    python benchmarks/class_hub.py [--learners 40] [--trust]

Opens a room with `course class hub`. All learners log in and ask for a seat at the same time; then
each opens lesson 1 and runs its first cells; then, all together, each runs one demo of 0.25 s live
and has one exercise checked. Printed: seconds until everybody sat, CPU and memory of a seat, how
long the demo took in each kernel, and what the board counted. Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from course_lib.exercises.material import solved  # noqa: E402
from tests.unit.classroom.learners import Learner  # noqa: E402
from tests.unit.classroom.rooms import Room, open_room  # noqa: E402

LESSON = "work/notebooks/01_parallel_fetches.ipynb"
FILE, ANSWER = "01_parallel_fetches.ipynb", "load-dashboard-answer"
# The first cells of the lesson, with the widget and the picture's two forms.
FIRST_CELLS = ("imports", "before-code", "before-run", "demo-a-gather")
LIVE = """
import time
from course_lib import Service, Services
parts = Services(Service("get_customer", 0.25), Service("get_preferences", 0.20),
                 Service("get_orders", 0.10))
api = parts.connect()
start = time.perf_counter()
await gather(api)
print(time.perf_counter() - start)
"""
CHECK = "exercise('load_dashboard').check(load_dashboard)"
CHARTS = "import matplotlib.pyplot"


def processes_of(*tops: psutil.Process) -> list[psutil.Process]:
    """`tops` and all below them, as far as they still run."""
    found = {process for top in tops for process in (top, *top.children(recursive=True))}
    return [process for process in found if process.status() != psutil.STATUS_ZOMBIE]


def cpu_seconds(room: Room) -> float:
    """Of all processes of the room, and of those of their children that have ended."""
    return sum(sum(each.cpu_times()[:4]) for each in processes_of(psutil.Process(room.process.pid)))


def memory(processes: list[psutil.Process]) -> float:
    """MiB: what these processes have for themselves and their share of what they share."""
    return sum(each.memory_full_info().pss for each in processes) / 1024**2


def seats(room: Room) -> list[psutil.Process]:
    """The server of each seat, without what the Hub has started besides."""
    everything = processes_of(psutil.Process(room.process.pid))
    return [each for each in everything if "course_lib.authoring.quick_start" in each.cmdline()]


async def measure(room: Room, count: int) -> None:
    learners = [Learner(room.address, f"learner{n}", room.password) for n in range(count)]
    await asyncio.gather(*(learner.log_in() for learner in learners))
    spent, began = cpu_seconds(room), time.perf_counter()
    took = []

    async def sit(learner: Learner) -> None:
        await learner.take_seat()
        took.append(time.perf_counter() - began)

    await asyncio.gather(*(sit(learner) for learner in learners))
    starting = (cpu_seconds(room) - spent) / count
    print(f"{count} seats: the first after {min(took):.0f} s, the last after {max(took):.0f} s; "
          f"{starting:.1f} s of CPU each")  # fmt: skip

    cells = await learners[0].notebook(LESSON)
    spent, began = cpu_seconds(room), time.perf_counter()
    await asyncio.gather(
        *(learner.run(LESSON, *(cells[name] for name in FIRST_CELLS)) for learner in learners)
    )
    kernel = (cpu_seconds(room) - spent) / count
    print(f"a kernel each, with the first cells of lesson 1: {time.perf_counter() - began:.0f} s; "
          f"{kernel:.1f} s of CPU each")  # fmt: skip

    print(f"a seat with its kernel: {memory_of_a_seat(room, count):.0f} MiB")
    answer = solved(FILE, ANSWER)
    demos = await asyncio.gather(*(learner.run(LESSON, LIVE) for learner in learners))
    lasted = sorted(float(each) for each in demos)
    print(f"all run a demo of 0.25 s together: {lasted[0]:.3f} to {lasted[-1]:.3f} s, "
          f"half of them within {statistics.median(lasted):.3f} s")  # fmt: skip
    began = time.perf_counter()
    checks = await asyncio.gather(*(learner.run(LESSON, answer, CHECK) for learner in learners))
    passed = sum("load_dashboard: passed" in check for check in checks)
    print(f"all check an exercise together: {passed} passed, "
          f"the last verdict after {time.perf_counter() - began:.1f} s")  # fmt: skip
    await asyncio.gather(*(learner.run(LESSON, CHARTS) for learner in learners))
    print(f"the same with matplotlib: {memory_of_a_seat(room, count):.0f} MiB")
    print(f"Hub, proxy, board and culler: {memory_of_the_rest(room):.0f} MiB together")
    await show_board(room)
    await asyncio.gather(*(learner.leave() for learner in learners))


def memory_of_a_seat(room: Room, count: int) -> float:
    return memory(processes_of(*seats(room))) / count


def memory_of_the_rest(room: Room) -> float:
    theirs = set(processes_of(*seats(room)))
    everything = processes_of(psutil.Process(room.process.pid))
    return memory([each for each in everything if each not in theirs])


async def show_board(room: Room) -> None:
    teacher = Learner(room.address, room.instructor, room.admin_password)
    await teacher.log_in()
    (await teacher.client.get(room.board)).raise_for_status()
    seen = (await teacher.client.get(f"{room.board}snapshot")).json()
    passed = sum(one["passed"] for one in seen["exercises"])
    print(f"the board counts {seen['learners']} learners, {passed} passed")
    await teacher.leave()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=40)
    parser.add_argument("--trust", action="store_true", help="without sandboxes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with open_room(Path(folder) / "room", *(["--trust"] if options.trust else [])) as room:
            asyncio.run(measure(room, options.learners))


if __name__ == "__main__":
    main()
