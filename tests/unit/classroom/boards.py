"""Boards to test with: in this process, in a process of their own, on both databases."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

pytest.importorskip("sqlalchemy", reason='the extra "classroom" is not installed')

from course_lib.classroom.access import KeyAccess
from course_lib.classroom.board import Board
from course_lib.classroom.store import Store

ROOT = Path(__file__).resolve().parents[3]
TOKEN, KEY = "the-class-token", "the-viewer-key"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
START_SECONDS = 60  # a busy machine needs some of it
LEARNER = "0123456789abcdef"


def event(**fields):
    told = {"id": uuid.uuid4().hex, "kind": "checked", "exercise": "load_dashboard"}
    return told | {"outcome": "failed", "codes": ["raised"], "beliefs": []} | fields


def hint(number=1, exercise="load_dashboard"):
    return {"id": uuid.uuid4().hex, "kind": "hint", "exercise": exercise, "number": number}


def prediction(guess, demo="My account", actual=400.0):
    return {"id": uuid.uuid4().hex, "kind": "predicted", "demo": demo, "guess_ms": guess,
            "actual_ms": actual}  # fmt: skip


def request(*events, learner=LEARNER):
    return json.dumps({"learner": learner, "events": list(events)}).encode()


def make_board(folder, records=None):
    store = Store(f"sqlite:///{folder}/board.sqlite3")
    records = [] if records is None else records
    return Board(store, KeyAccess(TOKEN, KEY), records.append)


@contextmanager
def board_process(database, *options, environment=None):
    """`course class board`, ready to be killed: the process, its address, token and key."""
    command = [sys.executable, "-m", "course_lib.cli", "class", "board", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--database", database, *options],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | (environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        said = [process.stdout.readline() for _ in range(2)]
        found = re.search(r"http://class:(\S+)@(\S+):(\d+) ", said[0])
        assert found, said
        key = re.search(r"key=(\S+)", said[1])[1]
        running = Running(process, f"http://{found[2]}:{found[3]}", found[1], key)
        yield running
        running.client.close()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


class Running:
    def __init__(self, process, url, token, key):
        self.process, self.url, self.token, self.key = process, url, token, key
        # Without certificates, which take longer to read than all events of a test to write.
        self.client = httpx.Client(verify=False, timeout=30)

    @property
    def variable(self):
        """What a learner's kernel is given."""
        return self.url.replace("http://", f"http://class:{self.token}@")

    def post(self, *events, learner=LEARNER):
        headers = {"Authorization": f"Bearer {self.token}"}
        body = request(*events, learner=learner)
        return self.client.post(f"{self.url}/events", content=body, headers=headers)

    def viewer(self):
        """A client with the viewer's cookie."""
        client = httpx.Client(base_url=self.url, follow_redirects=True, verify=False)
        client.get("/", params={"key": self.key}).raise_for_status()
        return client


def postgres_programs():
    """The newest PostgreSQL's programs, None where there are none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).resolve().parent if there else None


@contextmanager
def postgres():
    """The URL of a PostgreSQL of this test's own; skips where there is none."""
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (on Debian: apt install postgresql)")
    pytest.importorskip("psycopg", reason='psycopg is not installed: pip install "psycopg[binary]"')
    # Its socket's path must be short, and root may not run it.
    folder = Path(tempfile.mkdtemp(prefix="board-pg-", dir="/tmp"))
    user = {"user": "postgres"} if os.geteuid() == 0 else {}
    if user:
        shutil.chown(folder, "postgres")
    data = folder / "data"

    def run(program, *arguments):
        subprocess.run([programs / program, *arguments], cwd=folder, check=True,
                       capture_output=True, timeout=90, **user)  # fmt: skip

    try:
        run("initdb", "-D", data, "-U", "course", "-A", "trust", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
        with (folder / "log").open("w") as log:
            subprocess.run(
                [programs / "pg_ctl", "-D", data, "-o", options, "-w", "start"],
                cwd=folder, check=True, stdout=log, stderr=log, timeout=90, **user,
            )  # fmt: skip
        try:
            yield f"postgresql:///postgres?host={folder}&user=course"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(condition, seconds=30.0):
    """Until `condition()` is true; fails after `seconds`."""
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, "it did not happen"
        time.sleep(0.02)
