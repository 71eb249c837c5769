"""`course class hub DIR`: start the JupyterHub of a room, say how to reach it, and stop it."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from course_lib.classroom.addresses import EVERYWHERE
from course_lib.classroom.hub_config import (
    CONFIG,
    NAME,
    PORT,
    CannotOpenError,
    Room,
    Settings,
    write,
)
from course_lib.exercises.material import course_root

DONE, FAILED, WRONG_CALL = 0, 1, 2
LOG = "hub.log"
LAST_PORT = 65535
PROXY = "configurable-http-proxy"
OWN_PROXY = Path("deploy/jupyterhub/node_modules/.bin") / PROXY
START_SECONDS = 120.0
STOP_SECONDS = 40.0
SIZE = re.compile(r"[1-9]\d*[KMGT]?")


def command(room: Room, *, write_only: bool = False) -> int:
    """Write the configuration if there is none, and serve until interrupted; the exit status.

    0 when it was served or written, 1 when JupyterHub failed, 2 when it cannot be started.
    """
    try:
        proxy = _tools(room)
        written = write(room, proxy)
        settings = Settings.read(room.config)
        if not written:
            print(f"{room.config} is there and is used as it is; delete it to have it made anew.")
        if write_only:
            print(f"Written: {room.config}. To open the room: course class hub {room.folder}")
            return DONE
        _need_free(settings.ports, room.config)
    except CannotOpenError as error:
        print(f"course class hub: {error}", file=sys.stderr)
        return WRONG_CALL
    return _serve(room, settings)


def _tools(room: Room) -> str:
    """The proxy's program; raises CannotOpenError for what is missing."""
    if os.name != "posix":
        raise CannotOpenError("JupyterHub does not run on this system. Use Linux, or a container.")
    for module in ("jupyterhub", "jupyterhub_idle_culler"):
        if find_spec(module) is None:
            raise CannotOpenError(f'{module} is not installed: pip install "fix-patterns[hub]".')
    root = course_root()
    if root is None or not (root / "notebooks").is_dir():
        raise CannotOpenError("There is no course here. Go to the course's folder and try again.")
    own = root / OWN_PROXY
    proxy = str(own) if own.exists() else shutil.which(PROXY)
    if proxy is None:
        raise CannotOpenError(
            f"JupyterHub's proxy was not found. With npm: npm install -g {PROXY},"
            " or in a checkout: make hub."
        )
    if room.port + 3 > LAST_PORT:
        raise CannotOpenError(f"--port {room.port}: it and the next three must be below 65536.")
    for name in room.instructors:
        if not re.fullmatch(NAME, name):
            raise CannotOpenError(
                f"{name!r} cannot be an instructor's name: small letters, digits and . _ - only."
            )
    if not SIZE.fullmatch(room.memory):
        raise CannotOpenError(f"{room.memory!r} is not a size of memory, such as 2G or 1500M.")
    return proxy


def _need_free(ports: tuple[int, ...], config: Path) -> None:
    with ExitStack() as kept:
        for port in ports:
            try:
                kept.enter_context(socket.create_server(("127.0.0.1", port)))
            except OSError as error:
                raise CannotOpenError(
                    f"Port {port} cannot be used: {os.strerror(error.errno or 0)}. Is this room"
                    f" open already? If not, change the ports in {config}, or delete it and name"
                    f" the first of four that are free: --port {PORT + 1000}."
                ) from None


def _serve(room: Room, settings: Settings) -> int:
    log = room.folder / LOG
    with log.open("a") as out:
        hub = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", CONFIG],
            cwd=room.folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,  # Ctrl-C is told by us, once
        )
    stop = _Stop(hub)
    try:
        print("JupyterHub is starting ...", flush=True)
        if not _is_up(hub, settings) and hub.poll() is None:
            print(f"It takes longer than {START_SECONDS:.0f} s; its log is {log}.", flush=True)
        if hub.poll() is None:
            print("\n".join(settings.lines(room.folder)), flush=True)
        status = hub.wait()
    except KeyboardInterrupt:
        status = stop.now()
    finally:
        stop.restore()
        if hub.poll() is None:
            hub.terminate()
    if stop.asked:
        print("The room is closed; everybody's files are kept.")
        return DONE
    last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]
    print("\n".join(last), file=sys.stderr)
    print(f"course class hub: JupyterHub ended with status {status}; its log is {log}.",
          file=sys.stderr)  # fmt: skip
    return FAILED


def _is_up(hub: subprocess.Popen[bytes], settings: Settings) -> bool:
    host = "127.0.0.1" if settings.host in EVERYWHERE else settings.host
    give_up = time.monotonic() + START_SECONDS
    while hub.poll() is None and time.monotonic() < give_up:
        connection = http.client.HTTPConnection(host, settings.ports[0], timeout=5)
        try:
            connection.request("GET", "/hub/health")
            if connection.getresponse().status == 200:
                return True
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.5)
    return False


class _Stop:
    """Ends the Hub, once, when this process is told to end."""

    def __init__(self, hub: subprocess.Popen[bytes]) -> None:
        self.asked = False
        self._hub = hub
        # A terminal that is closed says SIGHUP; the Hub has a session of its own and would go on.
        ends = (signal.SIGTERM, signal.SIGHUP)
        self._before = {number: signal.signal(number, self._ask) for number in ends}

    def restore(self) -> None:
        """What these signals did before."""
        for number, before in self._before.items():
            signal.signal(number, before)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    def now(self) -> int:
        """Let it stop its seats and services; returns its status."""
        self.asked = True
        print("Closing the room ...", flush=True)
        self._hub.terminate()
        try:
            return self._hub.wait(STOP_SECONDS)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            self._hub.kill()
            return self._hub.wait()
