"""A room of 40 learners on one JupyterHub on this machine: CPU and memory of each, and lag.

    python benchmarks/class_hub.py [--learners 40] [--trust]

Opens a room with `course class hub`. All learners log in and ask for a seat at the same time; then
each opens lesson 1 and runs its first cells; then, all together, each runs one demo of 0.25 s live
and has one exercise checked. Printed: seconds until everybody sat, CPU and memory of a seat, how
long the demo took in each kernel, and what the board counted. Linux only (it reads /proc).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

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


def processes_of(parent: int) -> list[int]:
    """`parent` and all below it."""
    children: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(place.parent.name))
    found, waiting = [], [parent]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def cpu_seconds(pids: list[int]) -> float:
    """Of these processes and of those of their children that have ended."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += sum(int(each) for each in fields[11:15])
    return total / os.sysconf("SC_CLK_TCK")


def memory(pids: list[int]) -> float:
    """MiB: what these processes have for themselves and their share of what they share."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def seats(room: Room) -> list[int]:
    """The process of each seat: what the Hub started, without its services and its proxy."""
    found = []
    for pid in processes_of(room.process.pid):
        try:
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if b"quick_start" in line:
            found.append(pid)
    return found


async def measure(room: Room, count: int) -> None:
    learners = [Learner(room.address, f"learner{n}", room.password) for n in range(count)]
    await asyncio.gather(*(learner.log_in() for learner in learners))
    everything = processes_of(room.process.pid)
    spent, began = cpu_seconds(everything), time.perf_counter()
    took = []

    async def sit(learner: Learner) -> None:
        await learner.take_seat()
        took.append(time.perf_counter() - began)

    await asyncio.gather(*(sit(learner) for learner in learners))
    starting = (cpu_seconds(processes_of(room.process.pid)) - spent) / count
    print(f"{count} seats: the first after {min(took):.0f} s, the last after {max(took):.0f} s; "
          f"{starting:.1f} s of CPU each")  # fmt: skip

    cells = await learners[0].notebook(LESSON)
    spent, began = cpu_seconds(processes_of(room.process.pid)), time.perf_counter()
    await asyncio.gather(
        *(learner.run(LESSON, *(cells[name] for name in FIRST_CELLS)) for learner in learners)
    )
    kernel = (cpu_seconds(processes_of(room.process.pid)) - spent) / count
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
    pids = {pid for seat in seats(room) for pid in processes_of(seat)}
    return memory(sorted(pids)) / count


def memory_of_the_rest(room: Room) -> float:
    theirs = {pid for seat in seats(room) for pid in processes_of(seat)}
    return memory([pid for pid in processes_of(room.process.pid) if pid not in theirs])


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
