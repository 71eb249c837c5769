"""A whole room at once on one class board: 500 learners, 8 exercises, killed in the middle.

    python benchmarks/class_board.py [--learners 500] [--database URL]

Every learner sends eight events, one request each, fifty of them at a time. In
the middle the board is killed (SIGKILL) and started again on the same database; what was not
acknowledged is sent again. Printed: lost events, CPU of the board for each event, its memory, and
what a send costs in the kernel with the board up, down and hanging. Linux only (it reads /proc).
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

from course_lib.classroom.reporter import Address, Reporter
from course_lib.classroom.store import Store

EXERCISES = ("load_dashboard", "fetch_products", "quote_order", "settle",
             "load_product_page", "search_all", "Background", "checkout")  # fmt: skip
SENDERS = 50


class BoardProcess:
    """`course class board` on one database, with a viewer that reads along."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.cpu, self.memory = 0.0, 0
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "course_lib.cli", "class", "board", "--port", "0"]
        self.process = subprocess.Popen(
            [*command, "--database", self.database], stdout=subprocess.PIPE, text=True
        )
        line = self.process.stdout.readline()
        found = re.search(r"http://class:(\S+)@(\S+):(\d+) ", line)
        self.token, self.host, self.port = found[1], found[2], int(found[3])
        self.key = re.search(r"key=(\S+)", self.process.stdout.readline())[1]
        self.started_with = self._cpu()
        threading.Thread(target=self._look, daemon=True).start()

    def _cpu(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def measure(self) -> None:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        self.memory = max(self.memory, int(re.search(r"VmHWM:\s+(\d+)", status)[1]))
        self.cpu += self._cpu() - self.started_with

    def kill(self) -> None:
        self.measure()
        self.process.kill()
        self.process.wait()

    def _look(self) -> None:
        try:
            connection = http.client.HTTPConnection(self.host, self.port)
            connection.request("GET", f"/?key={self.key}")
            answer = connection.getresponse()
            answer.read()
            cookie = answer.headers["set-cookie"].partition(";")[0]
            connection.request("GET", "/live", headers={"Cookie": cookie})
            live = connection.getresponse()
            while live.readline():
                pass
        except (OSError, http.client.HTTPException):
            pass


def events_of_a_room(learners: int) -> list[tuple[str, dict[str, object]]]:
    return [
        (
            f"{learner:016x}",
            {"id": uuid.uuid4().hex, "kind": "checked", "exercise": exercise,
             "outcome": "passed" if (learner + i) % 3 else "failed",
             "codes": [] if (learner + i) % 3 else ["raised"], "beliefs": []},
        )
        for i, exercise in enumerate(EXERCISES)
        for learner in range(learners)
    ]  # fmt: skip


def send_all(board: BoardProcess, waiting: list, acknowledged: set[str], kill_at: int) -> None:
    """Send until all are acknowledged; the board is killed once, after `kill_at` receipts."""
    lock, killed = threading.Lock(), threading.Event()

    def sender() -> None:
        connection = None
        while True:
            with lock:
                if not waiting:
                    return
                learner, event = waiting.pop()
            try:
                connection = connection or http.client.HTTPConnection(board.host, board.port)
                body = json.dumps({"learner": learner, "events": [event]})
                headers = {"Authorization": f"Bearer {board.token}"}
                connection.request("POST", "/events", body, headers)
                answer = connection.getresponse()
                answer.read()
                done = answer.status == 200
            except (OSError, http.client.HTTPException):
                done, connection = False, None
                time.sleep(0.05)
            with lock:
                if done:
                    acknowledged.add(event["id"])
                else:
                    waiting.append((learner, event))
                if len(acknowledged) >= kill_at and not killed.is_set():
                    killed.set()
                    board.kill()
                    check_nothing_lost(board.database, acknowledged)
                    board.start()

    threads = [threading.Thread(target=sender) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def check_nothing_lost(database: str, acknowledged: set[str]) -> None:
    store = Store(database)
    kept = {told.id for told in store.load()}
    store.close()
    print(f"after the kill: {len(acknowledged)} acknowledged, {len(acknowledged - kept)} lost")


def cost_of_a_send(port: int, token: str = "x") -> float:
    """Microseconds, the median of many."""
    reporter = Reporter(Address("http", "127.0.0.1", port, "/", token), "0" * 16)
    data = {"exercise": "settle", "outcome": "failed", "codes": ["raised"], "misconceptions": []}
    costs = []
    for _ in range(400):
        start = time.perf_counter()
        reporter("checked", data)
        costs.append((time.perf_counter() - start) * 1e6)
    reporter.flush(5.0)
    reporter.refused = "measured"
    return statistics.median(costs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=500)
    parser.add_argument("--database", help="SQLite in a temporary folder by default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        board = BoardProcess(options.database or f"sqlite:///{folder}/board.sqlite3")
        waiting = events_of_a_room(options.learners)
        total, acknowledged = len(waiting), set()
        began = time.perf_counter()
        send_all(board, waiting, acknowledged, total // 2)
        seconds = time.perf_counter() - began
        up = cost_of_a_send(board.port, board.token)
        board.kill()
        check_nothing_lost(board.database, acknowledged)
        with socket.create_server(("127.0.0.1", 0)) as hanging:
            hangs = cost_of_a_send(hanging.getsockname()[1])
        down = cost_of_a_send(board.port)
    print(f"{options.learners} learners x {len(EXERCISES)} exercises: {total} events, "
          f"one request each, {seconds:.1f} s with the restart")  # fmt: skip
    print(f"CPU of the board: {board.cpu / total * 1000:.2f} ms an event (one viewer reads along)")
    print(f"memory of the board: {board.memory / 1024:.0f} MiB at most")
    print(f"a send in the kernel: {up:.1f} us up, {down:.1f} us down, {hangs:.1f} us hanging")
    own = resource.getrusage(resource.RUSAGE_SELF)
    print(f"(this script itself: {own.ru_utime + own.ru_stime:.1f} s of CPU)")


if __name__ == "__main__":
    main()
