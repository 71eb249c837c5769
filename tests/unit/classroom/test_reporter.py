"""The reporter tells the board, and never delays or breaks a check, whatever the board does."""

import json
import os
import socket
import subprocess
import sys
import threading
import time

import pytest

from course_lib import shop
from course_lib.classroom import reporter as reporter_module
from course_lib.classroom.reporter import KEPT, Address, Reporter, address, listen, pseudonym
from course_lib.exercises import exercise
from course_lib.tracing import events

from .boards import LEARNER, TOKEN, make_board, wait_for

CHECKED = {
    "exercise": "load_dashboard", "outcome": "failed", "codes": ["raised"],
    "misconceptions": ["the user must come first"], "source": "secret = 'swordfish'",
    "met": 1, "requirements": 5, "seconds": 0.1,
}  # fmt: skip


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(reporter_module, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(reporter_module, "LONGEST_PAUSE", 0.1)
    monkeypatch.setattr(reporter_module, "PATIENCE", 1.0)


@pytest.fixture
def server(tmp_path):
    board = make_board(tmp_path)
    with shop.running(board.app, name="class-board") as running:
        running.room = board.room
        yield running


def to(port, token=TOKEN):
    return Address("http", "127.0.0.1", port, "/", token)


def test_what_happens_in_a_lesson_reaches_the_board(server):
    reporter = Reporter(to(server.port), LEARNER)
    reporter("checked", CHECKED)
    reporter("hint", {"exercise": "load_dashboard", "number": 1, "of": 3})
    reporter("solution", {"exercise": "load_dashboard", "solved": False})
    reporter("predicted", {"demo": "My account", "guess_ms": 900.0, "actual_ms": 400.0})
    reporter("ran", {"demo": "My account", "variant": "before"})
    assert reporter.flush(30)
    shown = server.room.snapshot()
    (one,) = shown["exercises"]
    assert (one["tried"], one["hints"], one["solutions"]) == (1, [1], 1)
    assert one["beliefs"] == [("the user must come first", 1)]
    assert shown["events"] == 4
    assert (reporter.lost, reporter.refused) == (0, "")


def test_only_ids_outcomes_codes_and_the_pseudonym_leave_the_kernel():
    sent = []
    reporter = Reporter(to(1), LEARNER)
    reporter._post = lambda body: sent.append(body) or (200, b'{"accepted": 1}')
    reporter("checked", CHECKED)
    assert reporter.flush(10)
    (body,) = sent
    told = json.loads(body)
    assert set(told) == {"learner", "events"}
    (event,) = told["events"]
    assert set(event) == {"id", "kind", "exercise", "outcome", "codes", "beliefs"}
    assert b"swordfish" not in body


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def hanging():
    """Takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        yield listener.getsockname()[1]


def test_a_check_does_not_wait_for_a_board_that_hangs(hanging, monkeypatch):
    monkeypatch.setattr(reporter_module, "PATIENCE", 600.0)
    reporter = Reporter(to(hanging), LEARNER)
    stop = events.subscribe(reporter)
    try:
        # Were anything here to wait for the board, this test would be stopped after its time.
        verdict = exercise("load_dashboard").check()
        for _ in range(10_000):
            events.publish("checked", **CHECKED)
    finally:
        stop()
    assert verdict.outcome == "failed"
    assert len(reporter._waiting) == KEPT
    assert reporter.lost == 10_001 - KEPT


def test_events_wait_for_a_board_that_is_down_and_arrive_once_it_is_up(tmp_path):
    port = closed_port()
    reporter = Reporter(to(port), LEARNER)
    for _ in range(120):
        reporter("checked", CHECKED)
    assert not reporter.flush(0.3)
    board = make_board(tmp_path)
    with shop.running(board.app, port=port, name="class-board"):
        assert reporter.flush(30)
    assert board.room.events == 120
    assert reporter.lost == 0


def test_a_receipt_that_was_lost_on_the_way_makes_no_event_count_twice(server):
    reporter = Reporter(to(server.port), LEARNER)
    post, answers = reporter._post, iter([ConnectionResetError, None])

    def loses_the_first_answer(body):
        answer = post(body)
        if error := next(answers, None):
            raise error
        return answer

    reporter._post = loses_the_first_answer
    reporter("checked", CHECKED)
    assert reporter.flush(30)
    assert server.room.events == 1


@pytest.mark.parametrize("token", ["wrong"])
def test_a_wrong_token_ends_the_reporting_and_nothing_else(server, token):
    reporter = Reporter(to(server.port, token), LEARNER)
    reporter("checked", CHECKED)
    wait_for(lambda: reporter.refused)
    reporter("checked", CHECKED)
    assert not reporter._waiting
    assert server.room.events == 0


def answering(answer):
    """A server that gives every connection the same bytes; its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    heard = []

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            heard.append(connection.recv(65536))
            connection.sendall(answer)
            connection.close()

    threading.Thread(target=serve, daemon=True).start()
    return listener, heard


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"nonsense\r\n\r\n", b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n<p>Log in here</p>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        b"HTTP/1.1 " + b"x" * 70_000,
    ],
)  # fmt: skip
def test_a_board_that_answers_nonsense_is_asked_again_later(answer):
    listener, heard = answering(answer)
    reporter = Reporter(to(listener.getsockname()[1]), LEARNER)
    reporter("checked", CHECKED)
    wait_for(lambda: len(heard) > 1)
    assert reporter._waiting
    assert reporter._thread.is_alive()
    listener.close()
    reporter.refused = "the test is over"


def test_the_token_does_not_follow_a_redirect(server):
    answer = f"HTTP/1.1 307 Go\r\nLocation: {server.url}/events\r\nContent-Length: 0\r\n\r\n"
    listener, heard = answering(answer.encode())
    reporter = Reporter(to(listener.getsockname()[1]), LEARNER)
    reporter("checked", CHECKED)
    wait_for(lambda: len(heard) > 1)
    assert server.room.events == 0
    listener.close()
    reporter.refused = "the test is over"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://class:abc@10.0.0.5:8765", Address("http", "10.0.0.5", 8765, "/", "abc")),
        ("https://class:a%2Fb@board.example/x/", Address("https", "board.example", None, "/x/",
                                                         "a/b")),
    ],
)  # fmt: skip
def test_the_address_holds_all_that_is_needed(text, expected):
    assert address(text) == expected


@pytest.mark.parametrize("text", ["board", "ftp://class:x@host", "http://host:8765", "http://"])
def test_an_address_that_cannot_be_used_is_one_sentence(text):
    with pytest.raises(ValueError, match="COURSE_BOARD"):
        address(text)


def test_the_hubs_token_goes_to_the_hubs_own_host_only(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "hub-token")
    monkeypatch.setenv("JUPYTERHUB_API_URL", "http://10.0.0.1:8081/hub/api")
    assert address("http://10.0.0.1:8000/services/board/").token == "hub-token"
    for elsewhere in ("http://10.0.0.2:8000/services/board/", "https://10.0.0.1/", "http://evil/",
                      "http://10.0.0.1.evil.example/"):  # fmt: skip
        with pytest.raises(ValueError, match="no token"):
            address(elsewhere)


def test_the_pseudonym_stays_and_says_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "a" / "progress.json"))
    first = pseudonym()
    assert pseudonym() == first
    assert len(first) == 16
    (tmp_path / "a" / "board-pseudonym").write_text("<script>")
    assert pseudonym() not in (first, "<script>")
    monkeypatch.setenv("COURSE_PROGRESS", "/proc/nowhere/progress.json")
    assert len(pseudonym()) == 16


def test_without_the_variable_nothing_listens(monkeypatch):
    monkeypatch.delenv("COURSE_BOARD", raising=False)
    monkeypatch.setattr(reporter_module, "_reporter", None)
    assert listen() is None


def run_kernel(variable, code):
    environment = {name: value for name, value in os.environ.items() if name != "COURSE_BOARD"}
    if variable:
        environment["COURSE_BOARD"] = variable
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True,
                          text=True, timeout=100, check=True)  # fmt: skip


IMPORTS = "import sys\nfrom course_lib import exercise\n"


def test_off_means_not_even_loaded_and_on_needs_the_standard_library_alone():
    said = "print([m for m in ('course_lib.classroom.reporter', 'sqlalchemy', 'starlette') "
    said += "if m in sys.modules])"
    assert run_kernel("", IMPORTS + said).stdout.strip() == "[]"
    on = run_kernel("http://class:x@127.0.0.1:9", IMPORTS + said)
    assert on.stdout.strip() == "['course_lib.classroom.reporter']"


def test_a_variable_that_makes_no_sense_is_told_once_and_breaks_nothing():
    ran = run_kernel("nonsense", IMPORTS + "print(exercise('load_dashboard').check().outcome)")
    assert ran.stdout.split()[-1] in ("failed", "not_attempted")
    assert ran.stderr.count("Nothing is told to the class board") == 1


def test_a_kernel_that_ends_still_tells_its_last_words(server):
    variable = f"http://class:{TOKEN}@127.0.0.1:{server.port}"
    run_kernel(variable, IMPORTS + "exercise('load_dashboard').hint()")
    assert server.room.events == 1


def test_a_kernel_ends_although_the_board_hangs(hanging):
    began = time.monotonic()
    run_kernel(f"http://class:x@127.0.0.1:{hanging}", IMPORTS + "exercise('settle').hint()")
    assert time.monotonic() - began < 100  # `run_kernel` would have given up
