"""uvicorn in a thread of the kernel, with an event loop of its own.

On the kernel's loop a cell that blocks would block the server too, and a synchronous call from a
cell would wait for itself for ever.
"""

from __future__ import annotations

import atexit
import json
import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from course_lib.shop.app import create_app
from course_lib.shop.records import Log
from course_lib.tracing.runtime import in_browser

HOST = "127.0.0.1"
PATIENCE = 5.0  # for the start and for the stop of a server (seconds)
# The servers that run, by name: starting one again replaces it.
_running: dict[str, Server] = {}


class CannotServeError(RuntimeError):
    """The server cannot run here, or not on this port; the message says why."""


def can_serve() -> bool:
    """Whether this Python has threads and sockets; the browser-only build has neither."""
    return not in_browser()


class Server:
    """One ASGI app on 127.0.0.1. `url` is where it answers, `log` what it has logged."""

    def __init__(self, app: Callable[..., Any], port: int, name: str, protocol: int) -> None:
        self.app = app
        self.name = name
        log = getattr(app, "log", None)
        self.log: Log = Log() if log is None else log  # an empty log is false
        self._socket = listening_socket(port, protocol)
        self.port: int = self._socket.getsockname()[1]
        self._thread: threading.Thread | None = None
        self._server: Any = None
        self._error: BaseException | None = None

    @property
    def url(self) -> str:
        """Where the server answers."""
        return f"http://{HOST}:{self.port}"

    @property
    def alive(self) -> bool:
        """Whether the server is up."""
        return bool(self._thread and self._thread.is_alive() and self._server.started)

    def __repr__(self) -> str:
        return f"<Server {self.name!r} {f'at {self.url}' if self.alive else 'stopped'}>"

    def start(self) -> Server:
        """Serve, in a thread of its own; raises CannotServeError when that fails."""
        import uvicorn

        config = uvicorn.Config(
            self.app,
            # The same everywhere: not what else happens to be installed.
            http="h11",
            loop="asyncio",
            log_config=None,
            access_log=False,  # the middleware writes one record a request; two are too many
            timeout_graceful_shutdown=1,
            server_header=False,
        )
        server = self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, name=f"{self.name}-server", daemon=True)
        ready = threading.Event()
        announce = server.startup

        async def startup(sockets: Any = None) -> None:
            await announce(sockets=sockets)
            ready.set()

        server.startup = startup
        self._ready = ready
        self._thread.start()
        ready.wait(PATIENCE)
        if not server.started:
            self.stop()
            why = f": {self._error}" if self._error else "."
            raise CannotServeError(f"The server {self.name!r} did not start{why}")
        return self

    def _serve(self) -> None:
        listener = _ServerLog(self.log, threading.get_ident())
        logger = logging.getLogger("uvicorn.error")
        # Its own words must not turn up in a notebook's cell; what matters goes into our log.
        logger.propagate = False
        logger.addHandler(listener)
        try:
            self._server.run(sockets=[self._socket])
        except BaseException as error:  # SystemExit too: uvicorn leaves with it
            self._error = error
        finally:
            logger.removeHandler(listener)
            self._socket.close()
            self._ready.set()

    def stop(self) -> None:
        """Stop serving: open requests get a second, then the thread ends. Twice is no error."""
        if _running.get(self.name) is self:
            del _running[self.name]
        if self._server is not None:
            self._server.should_exit = True
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(PATIENCE)
        self._socket.close()


class _ServerLog(logging.Handler):
    """uvicorn's own warnings as records: what it refuses never reaches the app."""

    def __init__(self, log: Log, thread: int) -> None:
        super().__init__(logging.WARNING)
        self._log = log
        self._thread_id = thread

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread != self._thread_id or record.exc_info:
            return  # an app that raised has its record from the middleware already
        line = {"event": "server", "level": record.levelname.lower(),
                "message": record.getMessage()}  # fmt: skip
        self._log.write(json.dumps(line))


def listening_socket(port: int = 0, protocol: int = socket.IPPROTO_TCP) -> socket.socket:
    """A socket on 127.0.0.1; port 0 takes a free one. Raises CannotServeError.

    The protocol is named: without IPPROTO_TCP asyncio does not set TCP_NODELAY on connections,
    and an answer in two parts waits for the client's delayed acknowledgement.
    """
    if not can_serve():
        raise CannotServeError(
            "There are no sockets and no threads here, so no server can run. "
            "Call the app in this process instead: shop.client(shop.create_app())."
        )
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, protocol)
    try:
        if sys.platform != "win32":  # there it would let two servers share a port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((HOST, port))
        found.listen(128)
    except (OSError, OverflowError) as error:
        found.close()
        raise CannotServeError(
            f"The shop cannot listen on {HOST}:{port}: {_reason(error)}. "
            "Leave out the port to take a free one, or stop what uses it."
        ) from error
    found.set_inheritable(False)
    return found


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def start(
    app: Callable[..., Any] | None = None,
    *,
    port: int = 0,
    name: str = "shop",
    protocol: int = socket.IPPROTO_TCP,
    **settings: Any,
) -> Server:
    """Start a server and return it; one of the same `name` is stopped first.

    Without an `app` it is the shop, with `settings` as for `create_app`. `protocol` 0 leaves the
    socket's protocol unnamed, to show what that costs.
    """
    if app is not None and settings:
        raise ValueError("Settings belong to create_app(...) when you pass an app of your own.")
    stop(name)
    server = Server(create_app(**settings) if app is None else app, port, name, protocol)
    _running[name] = server
    try:
        return server.start()
    except BaseException:
        _running.pop(name, None)
        raise


def stop(name: str = "shop") -> bool:
    """Stop the server with this name; whether there was one."""
    server = _running.get(name)
    if server is not None:
        server.stop()
    return server is not None


@contextmanager
def running(app: Callable[..., Any] | None = None, **options: Any) -> Iterator[Server]:
    """As `start`, for the length of a `with` block."""
    server = start(app, **options)
    try:
        yield server
    finally:
        server.stop()


@atexit.register
def _stop_all() -> None:
    for server in list(_running.values()):
        server.stop()
