"""`course class hub`: a room on one machine, for real: Hub, proxy, board, seats, learners."""

import asyncio
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from contextlib import asynccontextmanager

import httpx
import pytest

from course_lib.classroom import hub_command, seat
from course_lib.classroom.hub_command import command
from course_lib.classroom.hub_config import Room, Settings
from course_lib.exercises.material import solved

from .boards import ROOT, event, request
from .learners import Learner
from .rooms import four_free_ports, need_jupyterhub, open_room

LESSON = "work/notebooks/01_parallel_fetches.ipynb"
EXERCISE = "work/exercises/01_parallel_fetches.ipynb"
# It is still in sequence, and no longer the program that ships.
LATE = """
async def load_dashboard(api, customer_id):
    orders = await api.get_orders(customer_id)
    preferences = await api.get_preferences(customer_id)
    customer = await api.get_customer(customer_id)
    return {"customer": customer, "preferences": preferences, "orders": orders}
"""


# --- writing the configuration -------------------------------------------------------------------


@pytest.fixture
def installed(monkeypatch):
    """As if JupyterHub and its proxy were there, so that these tests need neither."""
    monkeypatch.setattr(hub_command, "find_spec", lambda name: object())
    monkeypatch.setattr(hub_command.shutil, "which", lambda name: f"/usr/bin/{name}")


def refused(capsys, room, **options):
    assert command(room, **options) == 2
    error = capsys.readouterr().err
    assert error.startswith("course class hub: ")
    assert error.count("\n") == 1
    return error


def write(folder, **options):
    room = Room(folder, trust=True, **options)
    assert command(room, write_only=True) == 0
    return room


def test_the_configuration_is_for_its_owner_alone_and_says_what_was_asked(installed, tmp_path):
    room = write(tmp_path / "room", port=9000, instructors=("ana", "bo"), memory="1500M",
                 idle_minutes=5, host="192.0.2.7")  # fmt: skip
    assert stat.S_IMODE(room.config.stat().st_mode) == 0o600
    assert stat.S_IMODE(room.folder.stat().st_mode) == 0o700
    settings = Settings.read(room.config)
    assert settings.ports == (9000, 9002, 9001, 9003)
    assert settings.instructors == ("ana", "bo")
    assert not settings.sandboxed
    assert len(settings.password) >= 8  # JupyterHub's own least lengths
    assert len(settings.admin_password) >= 32
    text = room.config.read_text()
    assert "--timeout=300" in text
    assert '"1500M"' in text
    assert "http://192.0.2.7:9000" in settings.lines(room.folder)[0]
    assert "$" not in text


def test_two_rooms_have_different_passwords(installed, tmp_path):
    one, two = (Settings.read(write(tmp_path / name).config) for name in "ab")
    assert one.password != two.password
    assert one.admin_password != two.admin_password


def test_what_somebody_changed_is_kept_and_counts(installed, tmp_path, capsys):
    room = write(tmp_path)
    mine = re.sub(r"user_password = .*", "user_password = 'tulips and roses'",
                  room.config.read_text())  # fmt: skip
    room.config.write_text(mine)
    write(tmp_path, port=9100)
    assert room.config.read_text() == mine
    assert "is used as it is" in capsys.readouterr().out
    told = "\n".join(Settings.read(room.config).lines(tmp_path))
    assert "tulips and roses" in told
    assert ":8000" in told


def test_a_configuration_that_cannot_be_read_is_told(installed, tmp_path, capsys):
    room = write(tmp_path)
    room.config.write_text("c = get_config(\n")
    capsys.readouterr()
    error = refused(capsys, room)
    assert "SyntaxError" in error
    assert str(room.config) in error


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"instructors": ("Ana Lopez",)}, "'Ana Lopez' cannot be an instructor's name"),
        ({"instructors": ("../bo",)}, "'../bo' cannot be"),
        ({"memory": "lots"}, "'lots' is not a size of memory"),
        ({"port": 65533}, "must be below 65536"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_written(
    installed, tmp_path, capsys, change, said
):
    room = Room(tmp_path / "room", trust=True, **change)
    assert said in refused(capsys, room)
    assert not room.folder.exists()


def test_without_jupyterhub_it_says_how_to_get_it(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(hub_command, "find_spec", lambda name: None)
    assert "fix-patterns[hub]" in refused(capsys, Room(tmp_path))


def test_without_the_proxy_it_says_how_to_get_it(installed, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(hub_command.shutil, "which", lambda name: None)
    monkeypatch.setattr(hub_command, "course_root", lambda: tmp_path)
    (tmp_path / "notebooks").mkdir()
    assert "npm install -g configurable-http-proxy" in refused(capsys, Room(tmp_path))


def test_without_a_sandbox_it_refuses_unless_told_to_trust(
    installed, monkeypatch, tmp_path, capsys
):
    monkeypatch.setattr(seat, "missing", lambda folder: "There is no sandbox. Add --trust")
    room = Room(tmp_path / "room")
    assert "--trust" in refused(capsys, room)
    assert not room.config.exists()
    told = Settings.read(write(tmp_path / "other").config).lines(tmp_path)
    assert any("can read what the others write" in line for line in told)


def test_a_port_in_use_is_told(installed, tmp_path, capsys):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        room = write(tmp_path, port=port - 2)
        capsys.readouterr()
        error = refused(capsys, room)
    assert f"Port {port} cannot be used: Address already in use. Is this room open" in error


@pytest.mark.deep
def test_a_hub_that_ends_by_itself_is_told_with_its_last_lines(tmp_path, capsys):
    need_jupyterhub()
    room = write(tmp_path, port=four_free_ports())
    room.config.write_text(f"{room.config.read_text()}c.JupyterHub.db_url = 'nobase://'\n")
    assert command(room) == 1
    error = capsys.readouterr().err
    assert "nobase" in error
    assert "JupyterHub ended with status" in error
    assert str(room.folder / "hub.log") in error


# --- a seat --------------------------------------------------------------------------------------


@pytest.fixture
def in_a_seat(tmp_path):
    """Runs Python in a seat of a room in which another learner has a file."""
    if why := seat.missing(tmp_path):
        pytest.skip(why)
    mine, other = tmp_path / "homes" / "ana", tmp_path / "homes" / "bo"
    seat.make_home(mine, 1)
    seat.make_home(other, 2)
    (other / "secret").write_text("bo's answer")
    (tmp_path / "jupyterhub_config.py").write_text("password = 'secret'")

    def run(program, memory=2 * 1024**3):
        line = seat.command(mine, 1, memory, ("-c", program))
        return subprocess.run(line, capture_output=True, text=True, timeout=100, check=False)

    run.folder = tmp_path
    return run


def test_a_seat_sees_the_course_and_its_own_files(in_a_seat):
    program = """
import os, course_lib
from pathlib import Path
from course_lib.authoring.course import find_course
Path.home().joinpath("mine").write_text("kept")
print(course_lib.__file__, find_course().root, find_course().work)
print(len(list(Path("/course/notebooks").glob("*.ipynb"))))
import socket
print(socket.gethostbyname("localhost"))
"""
    seen = in_a_seat(program)
    assert seen.returncode == 0, seen.stderr
    where, count, address = seen.stdout.splitlines()
    assert where == "/course/course_lib/__init__.py /course /home/learner/work"
    assert int(count) >= 10
    assert address == "127.0.0.1"  # as the Hub may be called
    assert (in_a_seat.folder / "homes" / "ana" / "mine").read_text() == "kept"


def test_a_seat_sees_nothing_of_the_room_and_can_change_nothing_else(in_a_seat):
    folder = in_a_seat.folder
    places = [str(folder), f"{folder}/homes/bo/secret", f"{folder}/jupyterhub_config.py",
              "/etc/shadow", f"/proc/{os.getpid()}"]  # fmt: skip
    program = f"""
import os, json
said = {{}}
for place in {places!r}:
    said[place] = os.path.exists(place)
for place in ("/course/notebooks/x", "/usr/x", "/x", {sys.prefix!r} + "/x", "/course/course_lib/x"):
    try:
        open(place, "w")
        said[place] = True
    except OSError:
        said[place] = False
said["pids"] = sum(name.isdigit() for name in os.listdir("/proc")) > 5
print(json.dumps(said))
"""
    seen = in_a_seat(program)
    assert seen.returncode == 0, seen.stderr
    assert not any(json.loads(seen.stdout).values()), seen.stdout


def test_a_seat_cannot_take_all_processes_or_all_memory(in_a_seat):
    forks = """
import os, time
made = 0
try:
    while made < 2000:
        if os.fork() == 0:
            time.sleep(60)
        made += 1
except OSError as error:
    print(made, error.errno)
"""
    seen = in_a_seat(forks)
    made, number = seen.stdout.split()
    assert int(number) == 11  # EAGAIN
    assert int(made) < seat.PROCESSES
    assert "MemoryError" in in_a_seat("bytes(3 * 1024**3)").stderr


# --- a room --------------------------------------------------------------------------------------

ROOM = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    need_jupyterhub()
    folder = tmp_path_factory.mktemp("room")
    options = ["--trust"] if seat.missing(folder) else []
    with open_room(folder, *options) as room:
        yield room


@asynccontextmanager
async def browser(room, name, password=None):
    learner = Learner(room.address, name, password or room.password)
    try:
        yield await learner.log_in()
    finally:
        await learner.leave()


async def attend(room, name, *, right):
    """Take a seat, run a demo and check an exercise; what both said."""
    async with browser(room, name) as learner:
        await learner.take_seat()
        cells = await learner.notebook(LESSON)
        demo = await learner.run(
            LESSON, *[cells[c] for c in cells if c == "imports" or c.startswith("demo-a")]
        )
        cells = await learner.notebook(EXERCISE)
        answer = solved("01_parallel_fetches.ipynb", "load-dashboard-answer") if right else LATE
        check = await learner.run(EXERCISE, cells["imports"], answer, cells["load-dashboard-check"])
        return demo, check


async def snapshot(room):
    async with browser(room, room.instructor, room.admin_password) as teacher:
        page = await teacher.client.get(room.board)
        assert page.status_code == 200
        assert "self-reported" in page.text
        return (await teacher.client.get(f"{room.board}snapshot")).json()


async def until(ask, wanted, seconds=60):
    give_up = asyncio.get_running_loop().time() + seconds
    while not wanted(found := await ask()):
        assert asyncio.get_running_loop().time() < give_up, found
        await asyncio.sleep(0.5)
    return found


@pytest.mark.deep
@ROOM
def test_three_learners_run_a_demo_and_a_check_and_the_board_moves(room):
    async def go():
        names = {"ana": True, "bo": True, "chloe": False}
        found = await asyncio.gather(*(attend(room, n, right=r) for n, r in names.items()))
        for (demo, check), right in zip(found, names.values(), strict=True):
            assert "gather took 0.420 s; the ideal is 0.420 s; no difference." in demo
            assert f"load_dashboard: {'passed' if right else 'failed'}" in check

        def counted(board):
            return board["exercises"] and board["exercises"][0]["tried"] == 3

        board = await until(lambda: snapshot(room), counted)
        assert board["learners"] == 3
        (standing,) = board["exercises"]
        assert standing["exercise"] == "load_dashboard"
        assert (standing["passed"], standing["stuck"]) == (2, 0)

    asyncio.run(go())


@pytest.mark.deep
@ROOM
def test_jupyterhub_knows_every_setting_of_the_configuration(room):
    assert "not recognized" not in room.log
    assert "Traceback" not in room.log


@pytest.mark.deep
@ROOM
def test_only_those_with_the_scopes_look_and_write(room):
    async def go():
        async with browser(room, "dora") as learner:
            page = await learner.client.get(room.board)
            assert page.status_code == 403
            assert "custom:board:view" in page.text
            made = await learner.client.post(
                "/hub/api/users/dora/tokens",
                json={"scopes": ["access:services!service=board"]},
                headers={"X-XSRFToken": learner.xsrf()},
            )
            headers = {"Authorization": f"Bearer {made.json()['token']}"}
            url = f"{room.board}events"
            answer = await learner.client.post(url, content=request(event()), headers=headers)
            assert answer.status_code == 403
        async with httpx.AsyncClient(follow_redirects=True) as stranger:
            page = await stranger.get(room.board)
            assert page.url.path == "/hub/login"

    asyncio.run(go())


@pytest.mark.deep
@ROOM
def test_the_password_of_the_room_is_needed_and_does_not_make_an_instructor(room):
    async def go():
        tried = {"eve": "wrong-password", room.instructor: room.password,
                 "../eve": room.password, "Eve Smith/..": room.password}  # fmt: skip
        for name, password in tried.items():
            learner = Learner(room.address, name, password)
            page = await learner.post_login()
            assert page.url.path == "/hub/login", name
            assert page.status_code in (403, 400, 401)
            await learner.leave()

    asyncio.run(go())


@pytest.mark.deep
@ROOM
def test_a_room_that_is_opened_again_has_everything(tmp_path):
    need_jupyterhub()
    options = ["--trust"] if seat.missing(tmp_path) else []
    with open_room(tmp_path, *options) as room:
        asyncio.run(attend(room, "ana", right=True))
        asyncio.run(until(lambda: snapshot(room), lambda board: board["learners"] == 1))
        assert room.close() == 0
        assert "Traceback" not in room.log
    assert (tmp_path / "homes" / "ana" / EXERCISE).exists()

    async def again(room):
        async with browser(room, "ana") as learner:
            await learner.take_seat()
            return await learner.run(EXERCISE, "!course progress")

    with open_room(tmp_path, *options) as room:
        assert asyncio.run(snapshot(room))["exercises"][0]["passed"] == 1
        assert "load_dashboard" in asyncio.run(again(room))
        # The terminal is closed.
        assert room.close(signal.SIGHUP) == 0
        assert "...done" in room.log.splitlines()[-1]


def test_the_module_needs_no_jupyterhub_to_be_read():
    program = "import sys, course_lib.classroom.hub_command; print('jupyterhub' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                           check=True, cwd=ROOT)  # fmt: skip
    assert shown.stdout.strip() == "False"
