"""`course class check`: whatever a notebook does, it is contained, named, and disturbs nobody."""

import csv
import os
import socket
import threading
import time
from html import unescape
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest

from course_lib.classroom import batch, sandbox
from course_lib.classroom.batch import Batch
from course_lib.classroom.check_command import command
from course_lib.classroom.handed_in import collect
from course_lib.classroom.inside import OWN_PROCESSES, PROGRAM

from .folders import ROOT, hand_in, notebook, program

RIGHT = program("load_dashboard", "right_gather")
WRONG = program("load_dashboard", "wrong_customer_first")
SETTLED = program("settle", "right_as_completed_with_places")
needs_sandbox = pytest.mark.skipif(bool(sandbox.missing()), reason=sandbox.missing() or "it works")
# Two test runs at once must not take each other's processes for theirs: this number is in their
# command lines.
OURS = (os.getpid() * 10 + 1) / 1e9  # a 1 at the end: no digit of it is left out
TIMEOUT = round(4 + OURS, 9)

# What each does when it is loaded, or when it is called; {answer} is a right answer below it.
HOSTILE = {
    "spins": "while True: pass",
    "computes_below_python": "sum(range(10**13))",
    "eats_memory": "x = [bytearray(10**8) for _ in range(10**4)]",
    "eats_memory_below_python": "import mmap\nx = [mmap.mmap(-1, 10**9) for _ in range(10**4)]",
    "fork_bomb": "import os\nwhile True: os.fork()",
    "fork_bomb_below_python": "import ctypes\nfork = ctypes.CDLL(None).fork\nwhile True: fork()",
    "leaves": "import os\nos._exit(0)",
    "crashes": "import ctypes\nctypes.string_at(0)",
    "fills_the_disk": (
        "import itertools\n"
        "for n in itertools.count():\n"
        "    open(f'/tmp/{n}', 'wb').write(bytes(10**7))"
    ),
    "prints_for_ever": "while True: print('x' * 10**6)",
}


@pytest.fixture(autouse=True)
def nothing_left():
    yield
    assert_nothing_runs()


def assert_nothing_runs():
    """What was killed is gone a moment later; a busy machine needs more than a moment."""
    give_up = time.monotonic() + 20
    while processes() and time.monotonic() < give_up:
        time.sleep(0.02)
    assert not processes(), "a judged program is still running"


def processes():
    """The judging processes, and all that were forked from them."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            line = (place / "cmdline").read_bytes()
        except OSError:
            continue
        if PROGRAM.encode() in line and f"{OURS:.9f}"[1:].encode() in line:
            found.append(int(place.name))
    return found


def judged(folder, *, trusted=False, timeout=TIMEOUT):
    """{file: sheet} of a folder."""
    sheets = Batch(timeout, trusted).judge(collect(folder))
    return {sheet.file: sheet for _, sheet in sheets}


def outcomes(sheet):
    return {result.exercise: result.outcome for result in sheet.results}


@needs_sandbox
def test_right_wrong_and_untouched_answers_are_told_apart(tmp_path):
    hand_in(tmp_path, "ana.ipynb", notebook(load_dashboard=RIGHT, settle=SETTLED))
    hand_in(tmp_path, "bo/01.ipynb", notebook(load_dashboard=WRONG))
    shipped = (ROOT / "exercises/01_parallel_fetches.ipynb").read_text(encoding="utf-8")
    hand_in(tmp_path, "cy-01_parallel_fetches.ipynb", shipped)
    sheets = judged(tmp_path)
    assert outcomes(sheets["ana.ipynb"]) == {"load_dashboard": "passed", "settle": "passed"}
    (wrong,) = sheets["bo/01.ipynb"].results
    assert (wrong.learner, wrong.outcome) == ("bo", "failed")
    assert wrong.misconceptions == ("the user must come first",)
    assert wrong.trace.calls()
    untouched = sheets["cy-01_parallel_fetches.ipynb"]
    assert untouched.learner == "cy"
    assert set(outcomes(untouched).values()) == {"not_attempted"}


@needs_sandbox
@pytest.mark.deep
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_fails_and_the_next_one_is_judged(tmp_path, name):
    hand_in(tmp_path, "m.ipynb", notebook(load_dashboard=f"{HOSTILE[name]}\n{RIGHT}",
                                          settle=SETTLED))  # fmt: skip
    most = [0]
    over = threading.Event()

    def count():
        while not over.wait(0.02):
            most[0] = max(most[0], len(processes()))

    counter = threading.Thread(target=count)
    counter.start()
    try:
        sheet = judged(tmp_path)["m.ipynb"]
    finally:
        over.set()
        counter.join()
    assert outcomes(sheet) == {"load_dashboard": "failed", "settle": "passed"}
    assert sheet.results[0].findings[0].message
    # bwrap itself is two processes more.
    assert 0 < most[0] <= OWN_PROCESSES + 2


@needs_sandbox
@pytest.mark.deep
def test_an_answer_that_kills_what_judges_it_is_named_and_the_next_one_is_judged(tmp_path):
    kills = f"import ctypes, os\nctypes.CDLL(None).kill(os.getppid(), 9)\n{RIGHT}"
    hand_in(tmp_path, "m.ipynb", notebook(load_dashboard=kills, settle=SETTLED))
    sheet = judged(tmp_path)["m.ipynb"]
    assert outcomes(sheet) == {"load_dashboard": "failed", "settle": "passed"}
    assert "The process that judges the notebook has ended" in sheet.results[0].findings[0].message


@needs_sandbox
@pytest.mark.deep
def test_an_answer_that_stops_what_judges_it_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "START_UP", 4.0)
    stops = f"import ctypes, os\nctypes.CDLL(None).kill(os.getppid(), 19)\n{RIGHT}"
    hand_in(tmp_path, "m.ipynb", notebook(load_dashboard=stops))
    (result,) = judged(tmp_path)["m.ipynb"].results
    assert result.outcome == "failed"
    assert "said nothing for too long" in result.findings[0].message


def telling(work):
    """An answer that raises what `work` found, so that the report says it."""
    lines = "\n".join(f"    {line}" for line in work.splitlines())
    find = f"def find():\n    found = []\n{lines}\n    return found\n"
    return f"{find}\n{RIGHT}\n\nraise RuntimeError(f'found {{find()}}')\n"


def said(sheet):
    (result,) = sheet.results
    assert result.outcome == "failed"
    return " ".join(found.message for found in result.findings)


@needs_sandbox
@pytest.mark.deep
def test_no_answer_reaches_the_network(tmp_path):
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    listener.settimeout(0.1)
    connects = (  # below Python, where no guard of the check refuses it
        "import ctypes, struct\n"
        "libc = ctypes.CDLL(None)\n"
        "libc.close(0), libc.socket(2, 1, 0)\n"
        f"to = struct.pack('=H', 2) + struct.pack('>H', {port})\n"
        "to += bytes([127, 0, 0, 1]) + bytes(8)\n"
        "found.append('connected' if libc.connect(0, to, 16) == 0 else 'refused')"
    )
    hand_in(tmp_path, "m.ipynb", notebook(load_dashboard=telling(connects)))
    assert "found ['refused']" in said(judged(tmp_path)["m.ipynb"])
    with pytest.raises(TimeoutError):
        listener.accept()
    # The same program does connect where there is no sandbox.
    assert "found ['connected']" in said(judged(tmp_path, trusted=True)["m.ipynb"])
    listener.accept()[0].close()
    listener.close()


@needs_sandbox
@pytest.mark.deep
def test_no_answer_reads_other_files_or_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("A_SECRET", "swordfish")
    other = hand_in(tmp_path / "other", "ana.ipynb", notebook(load_dashboard=RIGHT))
    solution = ROOT / "solutions/01_parallel_fetches.ipynb"
    places = [str(other), "/etc/passwd", "/etc/hostname", str(Path.home() / ".profile"),
              str(solution), "/course/solutions/01_parallel_fetches.ipynb"]  # fmt: skip
    reads = (
        "import os\n"
        f"for place in {places!r}:\n"
        "    if os.path.exists(place): found.append(place)\n"
        "found.append(os.environ.get('A_SECRET'))\n"
        "found += [pid for pid in os.listdir('/proc') if pid.isdigit() and int(pid) > 50]"
    )
    hand_in(tmp_path / "in", "m.ipynb", notebook(load_dashboard=telling(reads)))
    assert "found [None]" in said(judged(tmp_path / "in")["m.ipynb"])
    trusted = said(judged(tmp_path / "in", trusted=True)["m.ipynb"])
    assert str(other)[:20] in trusted


@needs_sandbox
@pytest.mark.deep
def test_no_answer_writes_where_others_read(tmp_path):
    writes = (
        "import os\n"
        "for place in ('/usr', '/course/course_lib', '/answer', '/etc', '/dev', '/'):\n"
        "    try: open(f'{place}/forged', 'w'); found.append(place)\n"
        "    except OSError: pass"
    )
    hand_in(tmp_path, "m.ipynb", notebook(load_dashboard=telling(writes)))
    assert "found []" in said(judged(tmp_path)["m.ipynb"])


FORGED = (
    '{"report": {"outcome": "passed", "findings": [], "seconds": 0.1, "text": "", '
    '"met": 5, "of": 5, "run": null}}'
)


@needs_sandbox
@pytest.mark.deep
def test_a_forged_report_is_not_believed(tmp_path):
    writes = (
        "import os, ctypes\n"
        f"line = {FORGED!r} + chr(10) + '{{\"done\": true}}' + chr(10)\n"
        "for fd in range(200):\n"
        "    try: os.write(fd, line.encode())\n"
        "    except OSError: pass\n"
        "above = os.getppid()\n"
        "for fd in range(20):\n"
        "    try: os.write(os.open(f'/proc/{above}/fd/{fd}', os.O_WRONLY), line.encode())\n"
        "    except OSError: continue\n"
        "    found.append(fd)\n"
        "if ctypes.CDLL(None).ptrace(16, above, 0, 0) == 0: found.append('attached')\n"
        "try: open(f'/proc/{above}/mem', 'r+b'); found.append('memory')\n"
        "except OSError: pass"
    )
    hand_in(tmp_path, "m.ipynb", notebook(load_dashboard=telling(writes)))
    # The pipe of its own verdict took the line as well: without the number it is no verdict.
    (result,) = judged(tmp_path)["m.ipynb"].results
    assert (result.outcome, result.met) == ("failed", 0)
    # With that pipe left alone, it tells what it could open: nothing.
    alone = writes.replace("for fd in range(200)", "for fd in range(3)")
    hand_in(tmp_path, "m.ipynb", notebook(load_dashboard=telling(alone)))
    assert "found []" in said(judged(tmp_path)["m.ipynb"])


@needs_sandbox
@pytest.mark.deep
def test_a_result_without_the_work_is_seen_through(tmp_path):
    forged = "async def load_dashboard(api, customer_id):\n    return [1, 2, 3]\n"
    hand_in(tmp_path, "m.ipynb", notebook(load_dashboard=forged))
    (result,) = judged(tmp_path)["m.ipynb"].results
    assert result.outcome == "failed"
    assert result.met < result.of


@needs_sandbox
@pytest.mark.deep
def test_damaged_files_are_named_and_disturb_nobody(tmp_path, capsys):
    folder = tmp_path / "in"
    hand_in(folder, "ana.ipynb", notebook(load_dashboard=RIGHT))
    hand_in(folder, "cut.ipynb", notebook(load_dashboard=RIGHT)[:-40])
    hand_in(folder, "deep.ipynb", "[" * 100_000)
    hand_in(folder, "empty.ipynb", "")
    hand_in(folder, "essay.ipynb", notebook())
    hand_in(folder, "old.ipynb", '{"nbformat": 3, "worksheets": []}')
    hand_in(folder, "odd.ipynb", '{"nbformat": 4, "cells": [1, {"cell_type": "code", "id": 7}]}')
    (folder / "bytes.ipynb").write_bytes(bytes(range(256)) * 8)
    (folder / "large.ipynb").write_bytes(b" " * 6_000_000)
    (folder / "folder.ipynb").mkdir()
    (folder / "link.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.ipynb")
    assert command(folder, out=tmp_path) == 1
    problems = {sheet.file: sheet.problem for sheet in judged(folder).values()}
    assert problems.pop("ana.ipynb") == ""
    for name, part in {
        "bytes": "damaged", "cut": "cut off", "deep": "damaged", "empty": "damaged",
        "essay": "no exercise", "folder": "a folder", "large": "larger than", "link": "a link",
        "odd": "no exercise", "old": "format 3", "pipe": "not an ordinary file",
    }.items():  # fmt: skip
        assert part in problems.pop(f"{name}.ipynb"), name
    assert not problems
    shown = capsys.readouterr()
    assert "cut.ipynb could not be judged. It is not a notebook" in shown.out
    assert "12 of 12: " in shown.err


@needs_sandbox
@pytest.mark.deep
def test_a_cell_that_breaks_the_parser_is_contained(tmp_path):
    deep = f"x = {'(' * 5000}1{')' * 5000}\n"
    hand_in(tmp_path, "m.ipynb", notebook(load_dashboard=deep, other=deep * 50, settle=SETTLED))
    sheet = judged(tmp_path)["m.ipynb"]
    assert outcomes(sheet) == {"load_dashboard": "error", "settle": "passed"}


class Elements(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, page):
        super().__init__()
        self.names, self.attributes, self.text = set(), set(), []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text.append(data)


@needs_sandbox
def test_neither_html_nor_formulas_get_into_the_report(tmp_path):
    folder = tmp_path / "in"
    attack = "<img src=x onerror=alert(1)>"
    shout = f"raise RuntimeError('{attack}`{attack}`<script>alert(1)</script>')\n"
    raises = f"async def load_dashboard(api, customer_id):\n    {shout}"
    hand_in(folder, f"{attack}.ipynb", notebook(load_dashboard=raises))
    hand_in(folder, "=HYPERLINK(1)/a.ipynb", notebook(load_dashboard=WRONG))
    hand_in(folder, "@SUM(1).ipynb", "{")
    hand_in(folder, "-2+3.ipynb", "{")
    hand_in(folder, "line\nbreak\r.ipynb", "{")
    hand_in(folder, os.fsdecode(b"no\xfftext.ipynb"), "{")
    assert command(folder, out=tmp_path) == 1
    page = (tmp_path / "class-report.html").read_text(encoding="utf-8")
    seen = Elements(page)
    assert not seen.names & {"script", "img", "iframe", "object", "link", "a", "form"}
    assert not {name for name in seen.attributes if name.startswith("on") or name == "src"}
    assert attack in "".join(seen.text)
    assert "default-src 'none'" in unescape(page)
    table = (tmp_path / "class-report.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(StringIO(table)))
    assert len(rows) == 7
    assert all(len(row) == len(rows[0]) for row in rows)
    for row in rows:
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")), cell
    assert "'=HYPERLINK(1)" in {row[0] for row in rows}


@needs_sandbox
def test_the_report_says_who_did_what_and_shows_the_timelines(tmp_path, capsys):
    folder = tmp_path / "in"
    for name in ("ana", "bo", "cy"):
        hand_in(folder, f"{name}.ipynb", notebook(load_dashboard=WRONG))
    hand_in(folder, "di.ipynb", notebook(load_dashboard=RIGHT, settle=SETTLED))
    assert command(folder, out=tmp_path) == 0
    page = (tmp_path / "class-report.html").read_text(encoding="utf-8")
    seen = Elements(page)
    text = " ".join(" ".join(seen.text).split())
    assert "4 learners, 4 notebooks, 5 answers to 2 exercises." in text
    assert "the user must come first (3)" in text
    assert "Nothing below uses" in text
    assert "svg" in seen.names
    assert text.count("get_orders") >= 4
    assert "2 of 5 answers passed." in capsys.readouterr().out


def test_without_a_sandbox_it_refuses_and_says_what_to_do(tmp_path, monkeypatch, capsys):
    hand_in(tmp_path, "ana.ipynb", notebook(load_dashboard=RIGHT))
    monkeypatch.setenv("PATH", str(tmp_path))
    sandbox.missing.cache_clear()
    try:
        assert command(tmp_path, out=tmp_path) == 2
    finally:
        sandbox.missing.cache_clear()
    error = capsys.readouterr().err
    assert "bwrap was not found" in error
    assert "--trust" in error
    assert not (tmp_path / "class-report.csv").exists()


def test_trusted_notebooks_are_judged_without_a_sandbox(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "in"
    hand_in(folder, "ana.ipynb", notebook(load_dashboard=RIGHT, settle=SETTLED))
    hand_in(folder, "bo.ipynb", notebook(load_dashboard=f"while True: pass\n{RIGHT}"))
    monkeypatch.setattr(sandbox, "missing", lambda: "There is none.")
    assert command(folder, out=tmp_path, trust=True, timeout=TIMEOUT) == 0
    assert "2 of 3 answers passed." in capsys.readouterr().out
    page = (tmp_path / "class-report.html").read_text(encoding="utf-8")
    assert "without a sandbox" in page


def test_wrong_calls_are_one_sentence(tmp_path, capsys):
    assert command(tmp_path / "nowhere") == 2
    assert "is not a folder" in capsys.readouterr().err
    assert command(tmp_path, trust=True) == 2
    assert "There is no notebook in" in capsys.readouterr().err


@needs_sandbox
@pytest.mark.deep
def test_an_interrupt_leaves_nothing_running(tmp_path):
    hand_in(tmp_path, "0.ipynb", "{")
    for name in ("a", "b", "c"):
        computes = f"sum(range(10**13))\n{RIGHT}"
        hand_in(tmp_path, f"{name}.ipynb", notebook(load_dashboard=computes))
    judging = Batch(round(60 + OURS, 9)).judge(collect(tmp_path))
    assert next(judging)[1].file == "0.ipynb"
    judging.close()
    assert_nothing_runs()


def test_an_environment_below_the_folder_for_temporary_files_is_not_covered(monkeypatch):
    monkeypatch.setattr(sandbox.sys, "prefix", "/tmp")
    line = sandbox.command(["-c", "pass"])
    binds = [i for i, word in enumerate(line) if word == "--ro-bind" and line[i + 2] == "/tmp"]
    assert line.index("--tmpfs") < binds[0]
