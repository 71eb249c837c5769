"""What it costs to remember: saving progress, and what the start page adds to a kernel's start.

    python benchmarks/progress.py [--rounds 15]

Saving one attempt (an event and a source of 1.5 KB) into a file that is empty, one that holds a
course's worth of attempts, and one three times as large. Each way makes the same promise, a save
that survives a kill: course_lib's store, the whole file as JSON again (temporary file, fsync,
rename), and a row in SQLite (WAL, synchronous=FULL). CPU and wall time, ways in turn within each
round, medians. The start page: fresh processes with and without what it shows of you, in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from course_lib.progress.entries import Content  # noqa: E402
from course_lib.progress.store import Store, new_event  # noqa: E402

SIZES = {"empty": 0, "a course (27 exercises, 20 tries each)": 540, "three courses": 1620}
SOURCE = "    value = await api.get(key)  # line\n" * 40
TARGET_SAVE_MS = 5
TARGET_START_S = 0.3
IMPORTS = "from course_lib import Demo, Service, Services, exercise, quiz, virtual_run"
SHOWN = """
from course_lib import doctor, progress
doctor()._repr_mimebundle_()
progress()._repr_html_()
"""


def attempt(number: int) -> Content:
    key = f"{number:016x}"
    data = {"exercise": "load_dashboard", "outcome": "failed", "met": 3, "requirements": 5}
    event = new_event("checked", data | {"codes": ["too-slow"], "source": key})
    return Content([event], {key: f"{SOURCE}# {number}\n"})


def filled(count: int) -> Content:
    content = Content()
    for number in range(count):
        one = attempt(number)
        content.events += one.events
        content.sources |= one.sources
    return content


def ours(folder: Path, start: Content) -> Callable[[Content], None]:
    store = Store(folder / "ours.json")
    store.add(start)

    def save(new: Content) -> None:
        assert store.add(new) == ""

    return save


def whole_json(folder: Path, start: Content) -> Callable[[Content], None]:
    path = folder / "whole.json"
    path.write_text(json.dumps({"events": start.events, "sources": start.sources}))

    def save(new: Content) -> None:
        data = json.loads(path.read_text())
        data["events"] += new.events
        data["sources"] |= new.sources
        temporary = path.with_suffix(".tmp")
        with temporary.open("w") as file:
            file.write(json.dumps(data))
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)

    return save


def sqlite(folder: Path, start: Content) -> Callable[[Content], None]:
    connection = sqlite3.connect(folder / "rows.sqlite")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE events (id TEXT PRIMARY KEY, text TEXT)")
    connection.execute("CREATE TABLE sources (id TEXT PRIMARY KEY, text TEXT)")

    def save(new: Content) -> None:
        with connection:
            rows = [(event["id"], json.dumps(event)) for event in new.events]
            connection.executemany("INSERT OR IGNORE INTO events VALUES (?, ?)", rows)
            connection.executemany(
                "INSERT OR IGNORE INTO sources VALUES (?, ?)", new.sources.items()
            )

    save(start)
    return save


WAYS = {"course_lib": ours, "whole JSON again": whole_json, "SQLite": sqlite}


def saving(rounds: int) -> None:
    print("| what the file holds | " + " | ".join(WAYS) + " | course_lib to 5 ms |")
    print("|---|" + "---|" * (len(WAYS) + 1))
    for name, count in SIZES.items():
        spent: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
        with tempfile.TemporaryDirectory() as folder:
            start = filled(count)
            savers = {way: make(Path(folder), start) for way, make in WAYS.items()}
            for number in range(rounds + 1):
                for way, save in savers.items():
                    new = attempt(1_000_000 + number)
                    cpu, wall = time.process_time(), time.perf_counter()
                    save(new)
                    used = (time.process_time() - cpu, time.perf_counter() - wall)
                    if number:  # the first save of a process reads every word of the file
                        spent[way].append(used)
        cells = []
        for rows in spent.values():
            cpu, wall = (statistics.median(kind) * 1000 for kind in zip(*rows, strict=True))
            cells.append(f"{cpu:.2f} ({wall:.2f})")
        ratios = (
            statistics.median(kind) * 1000 / TARGET_SAVE_MS
            for kind in zip(*spent["course_lib"], strict=True)
        )
        cells.append("{:.2f} ({:.2f})".format(*ratios))
        print(f"| {name} | " + " | ".join(cells) + " |")


def starting(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "progress.json"
        Store(path).add(filled(SIZES["a course (27 exercises, 20 tries each)"]))
        environment = os.environ | {"COURSE_PROGRESS": str(path), "PYTHONPATH": str(ROOT)}
        spent: dict[str, list[tuple[float, float]]] = {"without": [], "with": []}
        for number in range(rounds + 1):
            for name, program in (("without", IMPORTS), ("with", f"{IMPORTS}\n{SHOWN}")):
                cpu, wall = children(), time.perf_counter()
                command = [sys.executable, "-c", program]
                subprocess.run(command, env=environment, check=True, capture_output=True)
                if number:
                    spent[name].append((children() - cpu, time.perf_counter() - wall))
    cpu, wall = (
        statistics.median(row[kind] for row in spent["with"])
        - statistics.median(row[kind] for row in spent["without"])
        for kind in (0, 1)
    )
    print(
        f"\nThe environment check and the map add {cpu:.2f} s of CPU ({wall:.2f} s) to the start"
        f" page, {cpu / TARGET_START_S:.2f} ({wall / TARGET_START_S:.2f}) of {TARGET_START_S} s."
    )


def children() -> float:
    """Seconds of CPU that child processes have used so far."""
    times = os.times()
    return times.children_user + times.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    print(f"Python {platform.python_version()}; medians of {rounds} rounds; CPU ms (wall ms)\n")
    saving(rounds)
    starting(rounds)


if __name__ == "__main__":
    main()
