"""`course class board`: open the database, print what to hand out, serve."""

from __future__ import annotations

import os
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from course_lib.classroom.addresses import shown_host

DONE, WRONG_CALL = 0, 2
PORT = 8765
FILE = "class-board.sqlite3"


def command(*, host: str, port: int, database: str | None, verbose: bool = False) -> int:
    """Serve until interrupted; the exit status. 2 when it cannot be served, with the reason."""
    if find_spec("sqlalchemy") is None:
        return _refuse('The class board needs SQLAlchemy: pip install "fix-patterns[classroom]".')
    from sqlalchemy.exc import SQLAlchemyError

    from course_lib.classroom.store import CannotStoreError, Store

    try:
        store = Store(database or _own_file())
        board, lines = _board(store, verbose)
    except CannotStoreError as error:
        return _refuse(str(error))
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        return _refuse(f"The database cannot be opened: {reason}.")
    where = urlsplit(os.environ.get("JUPYTERHUB_SERVICE_URL", ""))
    if where.hostname:
        host, port = where.hostname, where.port or port
    try:
        listener = socket.create_server((host, port), backlog=1024)
    except OSError as error:
        return _refuse(f"The board cannot listen on {host}:{port}: {error.strerror or error}.")
    for line in lines(listener.getsockname()[1], host):
        print(line, flush=True)
    _serve(board.app, listener)
    store.close()
    return DONE


def _own_file() -> str:
    place = Path(FILE).absolute()
    if not place.exists():
        place.touch(mode=0o600)  # the tokens are in it
    return f"sqlite:///{place}"


def _board(store: Any, verbose: bool) -> tuple[Any, Any]:
    from course_lib.classroom.board import Board
    from course_lib.shop.records import json_emit

    emit = json_emit(lambda line: print(line, file=sys.stderr, flush=True))

    def worth_telling(record: dict[str, Any]) -> None:
        if verbose or record["status"] >= 400:
            emit(record)

    if os.environ.get("JUPYTERHUB_SERVICE_PREFIX"):
        from course_lib.classroom.hub_access import HubAccess

        access: Any = HubAccess(store.secret("pseudonyms"))
        return Board(store, access, worth_telling), lambda port, host: [
            f"The class board is a service of JupyterHub, on port {port}."
        ]
    from course_lib.classroom.access import KeyAccess

    token, key = store.secret("class"), store.secret("viewer")

    def lines(port: int, host: str) -> list[str]:
        shown = shown_host(host)
        return [
            f"Learners: set COURSE_BOARD=http://class:{token}@{shown}:{port} before JupyterLab.",
            f"The board: http://{shown}:{port}/?key={key}",
            "What it shows is self-reported. Stop it with Ctrl-C.",
        ]

    return Board(store, KeyAccess(token, key), worth_telling), lines


def _serve(app: Any, listener: socket.socket) -> None:
    import uvicorn

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
        server_header=False,
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass


def _refuse(why: str) -> int:
    print(f"course class board: {why}", file=sys.stderr)
    return WRONG_CALL
