"""The server in the kernel: it starts, answers on 127.0.0.1, is replaced, stops."""

import socket
import subprocess
import sys
import threading
import time

import httpx
import pytest

from course_lib import shop
from course_lib.shop import server as server_module


@pytest.fixture(autouse=True)
def nothing_is_left():
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) - before == set()
    assert server_module._running == {}


def test_it_answers_a_synchronous_call_and_logs_it():
    with shop.running() as server:
        assert httpx.get(f"{server.url}/health").json() == {"status": "ok"}
        (line,) = server.log.wait(1)
    assert '"/health"' in line
    assert not server.alive


def test_it_answers_while_the_cell_blocks():
    answers = []
    with shop.running() as server:
        thread = threading.Thread(target=lambda: answers.append(httpx.get(f"{server.url}/health")))
        thread.start()
        time.sleep(0.3)  # a cell that computes holds the kernel's loop, not this one
        thread.join()
    assert answers[0].status_code == 200


def test_it_listens_on_the_loopback_alone():
    with shop.running() as server:
        assert server.url.startswith("http://127.0.0.1:")
        assert server._socket.getsockname()[0] == "127.0.0.1"


def test_running_the_cell_again_replaces_the_server():
    first = shop.start()
    second = shop.start()
    try:
        assert not first.alive
        assert second.alive
        assert httpx.get(f"{second.url}/health").status_code == 200
    finally:
        shop.stop()
    assert not second.alive
    assert shop.stop() is False


def test_servers_of_two_names_live_side_by_side():
    with shop.running(name="shop") as one, shop.running(name="board") as two:
        assert one.port != two.port
        assert one.alive
        assert two.alive


def test_stopping_twice_is_no_error():
    with shop.running() as server:
        server.stop()
        server.stop()


def test_a_port_that_is_taken_is_a_sentence():
    with shop.running() as server:
        with pytest.raises(shop.CannotServeError, match=rf"127.0.0.1:{server.port}.*free one"):
            shop.start(port=server.port, name="another")


def test_a_port_that_does_not_exist_is_a_sentence():
    with pytest.raises(shop.CannotServeError, match="70000"):
        shop.start(port=70000)


def test_an_app_that_cannot_start_is_a_sentence():
    async def broken(scope, receive, send):
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no database"})

    with pytest.raises(shop.CannotServeError, match="did not start"):
        shop.start(broken)


def test_without_sockets_the_sentence_names_the_other_way(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert not shop.can_serve()
    with pytest.raises(shop.CannotServeError, match=r"shop\.client"):
        shop.start()


def test_connections_do_not_wait_for_acknowledgements():
    """TCP_NODELAY is set by asyncio only where the socket names its protocol."""
    found = server_module.listening_socket()
    assert found.proto == socket.IPPROTO_TCP
    found.close()


def test_nothing_is_left_after_the_process_ends():
    program = "from course_lib import shop; print(shop.start().port)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                          timeout=30, check=True)  # fmt: skip
    assert done.stderr == ""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(done.stdout)), timeout=1)


def test_settings_go_to_the_shop_and_not_to_an_app():
    with pytest.raises(ValueError, match="create_app"):
        shop.start(shop.create_app(), failure=0.1)
    with shop.running(failure={"search": 1.0}) as server:
        assert httpx.get(f"{server.url}/search").status_code == 500
