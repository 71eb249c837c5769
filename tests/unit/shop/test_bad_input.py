"""Whatever a client sends: one line of JSON, no crash, and the next request is served."""

import asyncio
import json
import socket
import time

import httpx
import pytest
from starlette.responses import StreamingResponse
from starlette.routing import Route

from course_lib import shop, virtual_run


@pytest.fixture(scope="module")
def server():
    with shop.running(shop.create_app(routes=ROUTES), name="bad-input") as running:
        yield running


@pytest.fixture(autouse=True)
def the_next_request_is_served(server):
    server.log.clear()
    yield
    server.log.clear()
    assert httpx.get(f"{server.url}/health").status_code == 200
    (record,) = [json.loads(line) for line in server.log.wait(1)]
    assert record["status"] == 200


async def fails_after_the_start(request):
    async def body():
        yield b"the first part"
        raise ValueError("card 4111 1111 1111 1111")

    return StreamingResponse(body())


async def waits_for_the_client(request):
    while (await request.receive())["type"] != "http.disconnect":
        pass
    raise asyncio.CancelledError  # what a server that cancels would do; uvicorn does not


async def slow(request):
    await asyncio.sleep(0.2)
    return StreamingResponse(iter([b"late"]))


ROUTES = [
    Route("/fails-late", fails_after_the_start),
    Route("/slow", slow),
    Route("/waits", waits_for_the_client),
]


def say(server, data):
    """What the server answers to these bytes; it must close the connection or answer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as line:
        answer = b""
        try:
            line.sendall(data)
            while part := line.recv(65536):
                answer += part
        except ConnectionError:
            pass  # it hung up while we were still talking
    return answer


def one_record(server):
    """The only record in the log, a moment later too."""
    server.log.wait(1)
    time.sleep(0.05)  # a second line would come at once
    (line,) = server.log.lines
    assert "\n" not in line
    return json.loads(line)


def request(path=b"/health", headers=b""):
    return b"GET " + path + b" HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n" + headers + b"\r\n"


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        (b"/x%0d%0a{%22status%22:200}", '/x\r\n{"status":200}'),
        (b"/x%22,%22level%22:%22info", '/x","level":"info'),
        (b"/%00", "/\0"),
        (b"/%e2%82%ac", "/\u20ac"),
        (b"/%ff%fe", "/\ufffd\ufffd"),
        (b"/%ed%a0%80", "/\ufffd\ufffd\ufffd"),
        (b"/search?token=s3cret%0a", "/search"),
        (b"//evil.example/", "//evil.example/"),
    ],
)
def test_what_a_path_holds_is_data(server, path, logged):
    assert say(server, request(path)).startswith(b"HTTP/1.1 ")
    record = one_record(server)
    assert record["path"] == logged
    assert record["level"] == ("info" if record["status"] < 400 else "warning")


@pytest.mark.parametrize(
    "headers",
    [
        b"x-request-id: abc\nx-admin: 1\r\n",
        b"x-request-id: abc\rx-admin: 1\r\n",
        b"x-request-id: a\xffb\r\n",
        b"x-request-id: " + b"a" * 65 + b"\r\n",
        b"traceparent: 00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-01\r\n",
    ],
)
def test_a_header_is_never_copied_as_it_is(server, headers):
    answer = say(server, request(headers=headers))
    record = one_record(server)
    head = answer.split(b"\r\n\r\n")[0].lower()
    assert b"x-admin" not in head
    assert answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 400"))
    if record["event"] == "http_request":
        assert record["request_id"].encode() in head
        assert record["request_id"].isalnum()


@pytest.mark.parametrize(
    "data",
    [
        b"GET /" + b"\xff\xfe" + b" HTTP/1.1\r\nhost: shop\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",  # TLS to a server without it
        b"hello\r\n\r\n",
        b"GET /health HTTP/1.1\r\n\r\n",  # no host
    ],
)
def test_what_is_no_request_is_refused_with_one_line(server, data):
    answer = say(server, data + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400") or answer == b""
    record = one_record(server)
    assert (record["event"], record["level"]) == ("server", "warning")


def test_a_header_of_a_megabyte_is_refused_with_one_line(server):
    say(server, request(headers=b"cookie: " + b"a" * 1_000_000 + b"\r\n"))
    record = one_record(server)
    assert record["level"] == "warning"
    assert len(json.dumps(record)) < 1000


def test_a_client_that_hangs_up_does_not_stop_the_handler(server):
    """uvicorn does not cancel: the handler goes on to its 200."""
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(request(b"/slow"))
    record = one_record(server)
    assert (record["path"], record["status"]) == ("/slow", 200)
    assert "error" not in record


def test_a_handler_that_is_cancelled_when_the_client_leaves_is_a_499():
    app = shop.create_app(routes=ROUTES)

    async def go():
        async def receive():
            await asyncio.sleep(0.1)
            return {"type": "http.disconnect"}

        async def send(message):
            raise AssertionError("nothing is sent")

        scope = {"type": "http", "method": "GET", "path": "/waits", "query_string": b"",
                 "headers": [], "root_path": ""}  # fmt: skip
        await app(scope, receive, send)

    assert isinstance(virtual_run(go).exception, asyncio.CancelledError)
    (record,) = app.log.records
    assert (record["status"], record["error"], record["level"]) == (
        499,
        "CancelledError",
        "warning",
    )


def test_a_handler_that_fails_after_its_start_keeps_the_status_and_adds_the_error(server):
    answer = say(server, request(b"/fails-late"))
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"the first part" in answer
    record = one_record(server)
    assert (record["status"], record["error"]) == (200, "ValueError")
    assert "4111" not in server.log.text()


def test_a_log_that_cannot_be_written_costs_no_request():
    def full(record):
        raise OSError("no space left on device")

    async def go():
        app = shop.create_app(emit=full)
        return app, await shop.traffic(app, 20)

    app, statuses = virtual_run(go).result()
    assert statuses == [200] * 20
    assert app.middleware.lost == 20


def test_surrogates_in_a_path_do_not_break_the_line():
    app = shop.create_app()

    async def go():
        async def receive():
            return {"type": "http.request", "body": b""}

        async def send(message):
            pass

        scope = {"type": "http", "method": "GET", "path": "/\udcff", "query_string": b"",
                 "headers": [], "root_path": ""}  # fmt: skip
        await app(scope, receive, send)

    virtual_run(go).result()
    (line,) = app.log.lines
    line.encode("ascii")
    assert json.loads(line)["path"] == "/\udcff"
