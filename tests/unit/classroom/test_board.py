"""The class board takes what kernels send, shows how the room stands, and refuses the rest."""

import asyncio
import json
import socket
import threading
from contextlib import suppress

import httpx
import pytest

from course_lib import shop
from course_lib.classroom import board as board_module
from course_lib.classroom import wire

from .boards import (
    HEADERS,
    KEY,
    LEARNER,
    event,
    hint,
    make_board,
    prediction,
    request,
    wait_for,
)


@pytest.fixture
def records():
    return []


@pytest.fixture
def board(tmp_path, records):
    return make_board(tmp_path, records)


@pytest.fixture
def ask(board):
    """Requests to the board's application, in this process."""

    def call(method, path, **options):
        async def go():
            transport = httpx.ASGITransport(board.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://board") as client:
                return await client.request(method, path, **options)

        return asyncio.run(go())

    return call


@pytest.fixture
def post(ask):
    def call(*events, learner=LEARNER, headers=HEADERS):
        return ask("POST", "/events", content=request(*events, learner=learner), headers=headers)

    return call


def test_a_room_is_counted_per_exercise(board, post):
    belief = "the user must come first"
    for n in range(5):
        learner = f"{n:016x}"
        failures = [event(beliefs=[belief]) for _ in range(n)]
        assert post(*failures, hint(1), hint(2), learner=learner).status_code == 200
    post(event(outcome="passed", codes=[]), learner=f"{4:016x}")
    (one,) = board.room.snapshot()["exercises"]
    assert one["exercise"] == "load_dashboard"
    assert (one["tried"], one["passed"], one["stuck"]) == (4, 1, 1)
    # Who has passed does not hold the belief any more.
    assert one["beliefs"] == [(belief, 3)]
    assert one["hints"] == [5, 5]


def test_predictions_are_a_histogram_against_the_truth(board, post):
    for n, guess in enumerate([100, 390, 400, 410, 100_000]):
        post(prediction(guess), learner=f"{n:016x}")
    post(prediction(400), learner=f"{0:016x}")  # the second guess has seen the truth
    (one,) = board.room.snapshot()["predictions"]
    assert one["truth_ms"] == 400
    assert one["guesses"] == sum(one["counts"]) == 5
    assert one["near"] == 3
    assert one["counts"][-1] == 1
    assert one["counts"][int(100 / one["bin_ms"])] == 1


def test_the_same_event_again_counts_once_even_from_somebody_else(board, post):
    told = event()
    assert post(told).status_code == 200
    assert post(told, told).json() == {"accepted": 2}
    assert post(told, learner="f" * 16).status_code == 200
    assert board.room.events == 1
    assert board.room.learners == {LEARNER}


def test_what_was_written_is_there_after_a_restart(tmp_path, board, post):
    told = event(outcome="passed")
    post(told, prediction(400))
    again = make_board(tmp_path)
    assert again.room.snapshot() == board.room.snapshot() | {"version": 1}
    assert told["id"] in again._writer._known


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Bearer {KEY}"},
     {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer "}],
)  # fmt: skip
def test_a_wrong_token_is_refused(board, post, headers):
    assert post(event(), headers=headers).status_code == 401
    assert board.room.events == 0


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://board"])
def test_a_web_page_cannot_write(board, post, origin):
    assert post(event(), headers=HEADERS | {"Origin": origin}).status_code == 403
    assert board.room.events == 0


def test_a_page_of_another_origin_cannot_read(ask):
    cookie = ask("GET", "/", params={"key": KEY}).headers["set-cookie"].partition(";")[0]
    good = {"Cookie": cookie}
    assert ask("GET", "/snapshot", headers=good).status_code == 200
    for origin in ("http://evil.example", "null"):
        assert ask("GET", "/snapshot", headers=good | {"Origin": origin}).status_code == 403
        assert ask("GET", "/live", headers=good | {"Origin": origin}).status_code == 403
    assert "access-control-allow-origin" not in ask("GET", "/snapshot", headers=good).headers


def test_only_the_viewer_key_opens_the_board(ask):
    for path in ("/", "/board.js", "/snapshot", "/live"):
        assert ask("GET", path).status_code == 403
        assert ask("GET", path, params={"key": "wrong"}).status_code == 403
        assert ask("GET", path, headers=HEADERS).status_code == 403
    opened = ask("GET", "/", params={"key": KEY})
    assert opened.status_code == 303
    assert "key" not in opened.headers["location"]
    cookie = opened.headers["set-cookie"]
    assert KEY not in cookie
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    page = ask("GET", "/", headers={"Cookie": cookie.partition(";")[0]})
    assert page.status_code == 200
    assert "self-reported" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "change",
    [
        {"id": "1"}, {"id": None}, {"id": "g" * 32}, {"kind": "graded"}, {"kind": ["checked"]},
        {"exercise": "<script>alert(1)</script>"}, {"exercise": 7}, {"outcome": "brilliant"},
        {"codes": ["<b>"]}, {"codes": "raised"}, {"codes": ["x"] * 51}, {"beliefs": "x"},
    ],
)  # fmt: skip
def test_what_no_reporter_sends_is_refused(board, post, change):
    answer = post(event(), event(**change))
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert board.room.events == 0


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b"\xff\xfe", b"[" * 50_000, b'{"learner": "x", "events": []}',
        json.dumps({"learner": "<img src=x onerror=alert(1)>", "events": []}).encode(),
        json.dumps({"learner": LEARNER, "events": [event()] * 101}).encode(),
        json.dumps({"learner": LEARNER, "events": [hint(99)]}).encode(),
        json.dumps({"learner": LEARNER, "events": [prediction(-1)]}).encode(),
        json.dumps({"learner": LEARNER, "events": [prediction(float("inf"))]}).encode(),
        json.dumps({"learner": LEARNER, "events": [prediction(1, demo="x" * 121)]}).encode(),
        json.dumps({"learner": LEARNER, "events": [prediction(1, demo="a\nb")]}).encode(),
    ],
)  # fmt: skip
def test_bodies_that_are_no_events_are_refused(board, ask, body):
    assert ask("POST", "/events", content=body, headers=HEADERS).status_code == 400
    assert board.room.events == 0


def test_beliefs_that_the_exercise_does_not_know_are_left_out(board, post):
    assert post(event(beliefs=["<script>", "the user must come first"])).status_code == 200
    (one,) = board.room.snapshot()["exercises"]
    assert one["beliefs"] == [("the user must come first", 1)]


def test_a_request_that_is_too_large_is_refused_unread(board, ask):
    large = b" " * (wire.LARGEST + 1)
    assert ask("POST", "/events", content=large, headers=HEADERS).status_code == 413

    async def parts():
        for _ in range(100):
            yield b" " * 4096

    # Without a length, it is refused as soon as it is too large.
    assert ask("POST", "/events", content=parts(), headers=HEADERS).status_code == 413


def test_one_record_a_request_and_neither_key_nor_token_in_it(records, ask, post):
    post(event())
    ask("GET", "/", params={"key": KEY})
    assert [(r["method"], r["path"], r["status"]) for r in records] == [
        ("POST", "/events", 200),
        ("GET", "/", 303),
    ]
    assert KEY not in str(records)


def test_health_endpoints_need_no_key_and_tell_of_a_database_that_is_down(board, ask):
    assert ask("GET", "/health/live").status_code == 200
    ready = ask("GET", "/health/ready")
    assert (ready.status_code, ready.json()["checks"]["database"]["status"]) == (200, "up")
    board._store.ping = lambda: 1 / 0
    board.health.ready._expires = 0
    assert ask("GET", "/health/ready").status_code == 503


def test_a_database_that_fails_gives_no_false_receipt(board, post):
    def broken(events):
        raise OSError("disk full")

    board._store.add = broken
    with pytest.raises(OSError):
        post(event())
    assert board.room.events == 0


@pytest.fixture
def served(board):
    with shop.running(board.app, name="class-board") as server:
        client = httpx.Client(base_url=server.url, follow_redirects=True, timeout=30)
        client.get("/", params={"key": KEY}).raise_for_status()
        yield server, client
        client.close()


def pictures(client, seen, over):
    """Collect what the board sends live, until `over` is set or the client is closed."""
    with suppress(httpx.TransportError), client.stream("GET", "/live") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            if line.startswith("data: "):
                seen.append(json.loads(line[6:]))
            if over.is_set():
                return


def test_viewers_see_the_room_move(served):
    server, client = served
    seen, over = [], threading.Event()
    viewer = threading.Thread(target=pictures, args=(client, seen, over), daemon=True)
    viewer.start()
    wait_for(lambda: seen)
    assert seen[0]["learners"] == 0
    httpx.post(f"{server.url}/events", content=request(event()), headers=HEADERS)
    wait_for(lambda: seen[-1]["learners"] == 1)
    assert LEARNER not in json.dumps(seen)
    over.set()
    httpx.post(f"{server.url}/events", content=request(event()), headers=HEADERS)
    viewer.join(10)


def test_a_viewer_who_does_not_read_slows_nobody(served, board, monkeypatch):
    monkeypatch.setattr(board_module, "REFRESH", 0.0)
    server, client = served
    (cookie,) = [f"{name}={value}" for name, value in client.cookies.items()]
    lazy = socket.create_connection(("127.0.0.1", server.port))
    lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    lazy.sendall(f"GET /live HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode())
    wait_for(lambda: board._viewers == 1)
    seen, over = [], threading.Event()
    threading.Thread(target=pictures, args=(client, seen, over), daemon=True).start()
    # Each picture holds a dozen demos, so that the lazy viewer's buffers are soon full.
    with httpx.Client(base_url=server.url, headers=HEADERS, timeout=30) as kernel:
        for n in range(400):
            demo = f"{n % 150} {'x' * 100}"
            body = request(prediction(n, demo=demo), learner=f"{n:016x}")
            assert kernel.post("/events", content=body).status_code == 200
    wait_for(lambda: seen and seen[-1]["events"] == 400)
    assert board._viewers == 2
    over.set()
    lazy.close()


def test_too_many_viewers_are_told_so(board, ask):
    board._viewers = board_module.VIEWERS
    cookie = ask("GET", "/", params={"key": KEY}).headers["set-cookie"].partition(";")[0]
    assert ask("GET", "/live", headers={"Cookie": cookie}).status_code == 503
