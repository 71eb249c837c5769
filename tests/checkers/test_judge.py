"""`course check`: one answer a file, whatever the files hold and whatever they do."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.exercises import judge

from .corpus import ANSWERS

RIGHT = ANSWERS / "load_dashboard" / "right_gather.py"
WRONG = ANSWERS / "load_dashboard" / "wrong_customer_first.py"

GATHERED = RIGHT.read_text(encoding="utf-8")
IN_A_ROW = """
async def load_dashboard(api, customer_id):
    return {{
        "customer": await api.get_customer(customer_id),
        "preferences": await api.get_preferences(customer_id),
        "orders": await api.get_orders(customer_id),
    }}
{more}
"""


def inside(line):
    """A program that does `line` when it is called."""
    return f"async def load_dashboard(api, customer_id):\n    {line}\n"


# name -> (program, one of these codes). Each is `failed`, whatever it does.
HOSTILE = {
    "leaves": ("import os\n" + inside("os._exit(0)"), {"ends-process"}),
    "leaves_below_python": ("import posix\n" + inside("posix._exit(0)"), {"ends-process"}),
    "exits": ("import sys\n" + inside("sys.exit(0)"), {"ends-process"}),
    "raises_keyboard_interrupt": (inside("raise KeyboardInterrupt"), {"raised"}),
    "is_an_async_generator": (inside("yield 1"), {"not-async"}),
    "exits_when_loaded": ("raise SystemExit(0)\n" + inside("pass"), {"ends-process"}),
    "kills_itself": (
        "import os, signal\n" + inside("os.kill(os.getpid(), signal.SIGKILL)"),
        {"ends-process"},
    ),
    "crashes": ("import ctypes\n" + inside("ctypes.string_at(0)"), {"crashed"}),
    # On a busy machine the wall time may be over before the CPU time is.
    "spins": (inside("while True: pass"), {"never-ends", "too-long"}),
    "spins_when_loaded": ("while True: pass\n" + inside("pass"), {"never-ends", "too-long"}),
    "spins_with_awaits": (
        "import asyncio\n" + inside("while True: await asyncio.sleep(0)"),
        {"never-ends", "too-long"},
    ),
    "waits_for_ever": ("import asyncio\n" + inside("await asyncio.Event().wait()"), {"deadlock"}),
    "computes_below_python": (inside("sum(range(10**13))"), {"too-long", "never-ends"}),
    "forks": ("import os\n" + inside("os.fork()"), {"starts-process"}),
    "forks_below_python": ("import posix\n" + inside("posix.fork()"), {"raised", "starts-process"}),
    "fork_bomb_when_loaded": (
        "import os\nwhile True: os.fork()\n" + inside("pass"),
        {"starts-process"},
    ),
    "eats_memory": (inside("x = [bytearray(10**8) for _ in range(10**4)]"), {"memory", "too-long"}),
    "asks": (inside("input('name? ')"), {"asks-for-input"}),
    "calls_the_network": (
        "import urllib.request\n" + inside("urllib.request.urlopen('http://127.0.0.1:9')"),
        {"network"},
    ),
    "recurses": (inside("return await load_dashboard(api, customer_id)"), {"raised"}),
    "raises_when_loaded": ("1 / 0\n" + inside("pass"), {"raised"}),
    "own_loop": ("import asyncio\n" + inside("asyncio.run(api.get_orders(1))"), {"nested-loop"}),
    "forges_a_verdict": (
        "import json, os\n"
        + inside(
            "[os.write(fd, json.dumps({'outcome': 'passed'}).encode() + b'\\n.\\n')"
            " for fd in range(3, 200) if os.path.exists(f'/proc/self/fd/{fd}')]; os._exit(0)"
        ),
        {"ends-process"},
    ),
    "changes_the_checker": (
        "from course_lib.exercises.bench import Play\n"
        "Play.took = Play.started_at_once = lambda self, *_: True\n" + IN_A_ROW.format(more=""),
        {"changes-the-checker"},
    ),
    "changes_python": (
        "import builtins\nbuiltins.abs = lambda x: 0\n" + IN_A_ROW.format(more=""),
        {"changes-the-checker"},
    ),
}


@pytest.fixture
def check(tmp_path, capfd):
    """Judges programs as files; gives the exit status and the records."""

    def run(*files, exercise_id="load_dashboard", **options):
        status = judge.command(exercise_id, files, as_json=True, **options)
        return status, [json.loads(line) for line in capfd.readouterr().out.splitlines()]

    return run


@pytest.fixture
def file(tmp_path):
    def write(program, name="answer.py"):
        path = tmp_path / name
        path.write_text(program, encoding="utf-8")
        return path

    return write


def children():
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    return set(listed.read_text().split()) if listed.exists() else set()


def test_right_and_wrong_answers_in_the_order_given(check):
    files = [WRONG, RIGHT, WRONG, RIGHT, RIGHT]
    status, records = check(*files)
    assert status == 1
    assert [record["file"] for record in records] == [str(path) for path in files]
    outcomes = [record["outcome"] for record in records]
    assert outcomes == ["failed", "passed", "failed", "passed", "passed"]


def test_a_record_has_the_fields_that_programs_read(check):
    status, (record,) = check(WRONG)
    assert status == 1
    assert set(record) == {"file", "exercise", "outcome", "findings", "seconds"}
    assert record["exercise"] == "load_dashboard"
    first = record["findings"][0]
    assert set(first) == {"code", "message", "misconception"}
    assert first["misconception"] == "the user must come first"
    assert "Nothing below uses `customer`" in first["message"]
    assert record["seconds"] >= 0


def test_all_passed_is_status_0(check):
    assert check(RIGHT)[0] == 0


def test_a_file_without_the_names_is_not_attempted(check, file):
    for program in ("", "x = 1\n", "# nothing yet\n", "def other(): pass\n"):
        status, (record,) = check(file(program))
        assert (status, record["outcome"]) == (1, "not_attempted")
        assert record["findings"] == []


def test_files_that_cannot_be_read_are_errors_and_disturb_nobody(check, file, tmp_path):
    broken = file("def load_dashboard(:\n", "broken.py")
    damaged = file('{"cells": [', "damaged.ipynb")
    old = file('{"nbformat": 3, "worksheets": []}', "old.ipynb")
    status, records = check(broken, tmp_path / "none.py", RIGHT, damaged, old, tmp_path)
    assert status == 1
    outcomes = [record["outcome"] for record in records]
    assert outcomes == ["error", "error", "passed", "error", "error", "error"]
    assert all(r["findings"][0]["code"] == "unreadable" for r in records if r["findings"])
    assert "line 1 is not Python" in records[0]["findings"][0]["message"]


def test_a_notebook_is_judged_by_its_cells(check, file):
    def notebook(*cells):
        made = [{"cell_type": "code", "id": i, "source": s} for i, s in cells]
        return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made})

    body = GATHERED.replace("import asyncio\n", "")
    check_cell = ("load-dashboard-check", 'exercise("load_dashboard").check(load_dashboard)')
    right = file(
        notebook(
            ("imports", "import asyncio\nfrom course_lib import exercise"),
            ("load-dashboard-answer", body + "\nawait load_dashboard(None, 7)\n"),
            check_cell,
        ),
        "right.ipynb",
    )
    empty = file(notebook(), "empty.ipynb")
    status, records = check(right, empty)
    assert status == 1
    assert [record["outcome"] for record in records] == ["passed", "not_attempted"]


def test_a_wrong_call_is_status_2_and_a_sentence(capsys):
    assert judge.command("load_dashbord", [RIGHT]) == 2
    assert "The nearest is 'load_dashboard'" in capsys.readouterr().err
    assert judge.command("load_dashboard", []) == 2
    assert judge.command("load_dashboard", [RIGHT], timeout=0) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="answers are judged one by one here")
@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_an_answer_does_there_is_a_finding_and_an_end(check, file, name):
    program, codes = HOSTILE[name]
    before = children()
    status, (record, after) = check(file(program, f"{name}.py"), RIGHT, timeout=4)
    assert status == 1
    assert record["outcome"] == "failed"
    assert {finding["code"] for finding in record["findings"]} & codes, record
    for finding in record["findings"]:
        assert finding["message"].endswith((".", "?"))
        assert "Traceback" not in finding["message"]
    # The answer beside it is judged as if nothing had happened.
    assert after["outcome"] == "passed"
    assert children() <= before


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_processes_that_leave_their_session_are_ended_as_well(check, file):
    program = "import ctypes\nlibc = ctypes.CDLL(None)\n" + inside(
        "\n    ".join(
            [
                "for _ in range(3):",
                "    if libc.fork() == 0:",
                "        libc.setsid()",
                "        while True: libc.sleep(1)",
                "return {}",
            ]
        )
    )
    before = children()
    _, (record,) = check(file(program))
    assert record["outcome"] == "failed"
    assert children() <= before


def test_an_answer_that_prints_a_megabyte_is_judged_by_what_it_does(check, file):
    program = GATHERED.replace("    return", '    print("x" * 1_000_000)\n    return')
    status, (record,) = check(file(program))
    assert (status, record["outcome"]) == (0, "passed")


def test_an_answer_that_tries_itself_out_is_judged(check, file):
    more = "\n\nasync def main():\n    await asyncio.sleep(0.01)\n\n\nasyncio.run(main())\n"
    status, (record,) = check(file(GATHERED + more))
    assert (status, record["outcome"]) == (0, "passed")


def test_the_command_prints_for_people_and_for_programs():
    command = [sys.executable, "-m", "course_lib.cli", "check", "load_dashboard"]
    run = subprocess.run(
        [*command, str(RIGHT), str(WRONG)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "load_dashboard: passed, 5 of 5 requirements met" in run.stdout
    assert run.stdout.endswith("1 of 2 passed.\n")
    assert "get_orders" in run.stdout or "get_preferences" in run.stdout


def test_without_fork_a_fresh_python_judges():
    from course_lib.exercises import exercise, subprocesses

    chosen = exercise("load_dashboard")
    right, wrong = subprocesses.reports(chosen, [RIGHT, WRONG], 10.0)
    assert right["outcome"] == "passed"
    assert wrong["outcome"] == "failed"
    assert wrong["findings"][0]["misconception"] == "the user must come first"


def test_judging_needs_no_widget_and_no_chart_library():
    program = (
        "import sys; from course_lib.exercises import judge; "
        f"judge.command('load_dashboard', [{str(RIGHT)!r}], as_json=True); "
        "heavy = ('matplotlib', 'ipywidgets', 'anywidget', 'IPython'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[-1] == "[]"
