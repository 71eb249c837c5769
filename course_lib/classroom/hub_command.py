"""`course class hub DIR`: a JupyterHub for one room, written down in DIR and started."""

from __future__ import annotations

import http.client
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from string import Template
from types import FrameType

from course_lib.classroom import seat
from course_lib.classroom.addresses import shown_host
from course_lib.exercises.material import course_root

DONE, FAILED, WRONG_CALL = 0, 1, 2
FOLDER, CONFIG, LOG = "class-hub", "jupyterhub_config.py", "hub.log"
PORT, IDLE_MINUTES, MEMORY = 8000, 60, "2G"
LAST_PORT = 65535
PROXY = "configurable-http-proxy"
OWN_PROXY = Path("deploy/jupyterhub/node_modules/.bin") / PROXY
START_SECONDS = 120.0
STOP_SECONDS = 40.0
# Letters and digits that cannot be taken for each other when they stand on a projector.
CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"
NAME = re.compile("[a-z0-9][a-z0-9._-]{0,31}")
SIZE = re.compile(r"[1-9]\d*[KMGT]?")


@dataclass(frozen=True)
class Room:
    """What a room is made of. `memory` is as JupyterHub writes sizes, "2G" for example."""

    folder: Path
    host: str = "0.0.0.0"
    port: int = PORT
    instructors: tuple[str, ...] = ("instructor",)
    memory: str = MEMORY
    idle_minutes: int = IDLE_MINUTES
    trust: bool = False

    @property
    def ports(self) -> dict[str, int]:
        """The first is for learners, the others are for this machine alone."""
        names = ("port", "proxy_port", "hub_port", "board_port")
        return {name: self.port + i for i, name in enumerate(names)}

    @property
    def config(self) -> Path:
        """The file that JupyterHub reads."""
        return self.folder / CONFIG


class CannotOpenError(Exception):
    """The room cannot be opened; the text says why and what to do."""


def command(room: Room, *, write_only: bool = False) -> int:
    """Write the configuration if there is none, and serve until interrupted; the exit status.

    0 when it was served or written, 1 when JupyterHub failed, 2 when it cannot be started.
    """
    try:
        proxy = _tools(room)
        written = _write(room, proxy)
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
        if not NAME.fullmatch(name):
            raise CannotOpenError(
                f"{name!r} cannot be an instructor's name: small letters, digits and . _ - only."
            )
    if not SIZE.fullmatch(room.memory):
        raise CannotOpenError(f"{room.memory!r} is not a size of memory, such as 2G or 1500M.")
    return proxy


def _write(room: Room, proxy: str) -> bool:
    """Whether the configuration was written; it is not if it is there."""
    try:
        room.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if room.config.exists():
            return False
        if not room.trust and (why := seat.missing(room.folder)):
            raise CannotOpenError(why)
        text = Template((files(__package__) / "hub_config.template").read_text("utf-8"))
        filled = text.substitute(
            {name: str(port) for name, port in room.ports.items()},
            folder=repr(str(room.folder.absolute())),
            instructors=repr(list(room.instructors)),
            password=repr("-".join(_word(4) for _ in range(3))),
            admin_password=repr("-".join(_word(6) for _ in range(5))),
            bind_url=repr(f"http://{room.host}:{room.port}"),
            proxy=repr([proxy]),
            sandboxed=not room.trust,
            memory=room.memory,
            idle_seconds=room.idle_minutes * 60,
        )
        # For its owner alone: the passwords are in it.
        with open(os.open(room.config, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(filled)
    except OSError as error:
        place = error.filename or room.folder
        raise CannotOpenError(f"{place}: {error.strerror or error}.") from None
    return True


def _word(length: int) -> str:
    return "".join(secrets.choice(CLEAR) for _ in range(length))


@dataclass(frozen=True)
class Settings:
    """What the configuration says, which somebody may have changed since it was written."""

    host: str
    ports: tuple[int, ...]
    password: str
    admin_password: str
    instructors: tuple[str, ...]
    sandboxed: bool

    @classmethod
    def read(cls, config: Path) -> Settings:
        """By JupyterHub's own way of reading it; raises CannotOpenError."""
        from urllib.parse import urlsplit

        from traitlets.config import PyFileConfigLoader

        try:
            read = PyFileConfigLoader(config.name, path=str(config.parent)).load_config()
        except (Exception, SystemExit) as error:  # it is a program, and may raise anything
            raise CannotOpenError(
                f"{config} cannot be read: {type(error).__name__}: {error}. Mend it, or delete it"
                " to have it made anew."
            ) from None
        public = urlsplit(read.JupyterHub.get("bind_url", "http://:8000"))
        others = [read.JupyterHub.get("hub_bind_url"), read.ConfigurableHTTPProxy.get("api_url")]
        others += [service.get("url") for service in read.JupyterHub.get("services", ())]
        ports = [urlsplit(url).port for url in others if url]
        return cls(
            host=public.hostname or "",
            ports=tuple(filter(None, [public.port or 8000, *ports])),
            password=read.SharedPasswordAuthenticator.get("user_password", ""),
            admin_password=read.SharedPasswordAuthenticator.get("admin_password", ""),
            instructors=tuple(sorted(read.Authenticator.get("admin_users", ()))),
            sandboxed=bool(read.SeatSpawner.get("sandboxed", True)),
        )

    def lines(self, folder: Path) -> list[str]:
        """What the instructor has to know, and hands out."""
        address = f"http://{shown_host(self.host)}:{self.ports[0]}"
        told = [f"The room is open at {address}"]
        if self.password:
            told.append(f"Learners: any name of small letters, password {self.password}")
        if self.admin_password and self.instructors:
            names = " or ".join(self.instructors)
            told.append(f"You: name {names}, password {self.admin_password}")
        told.append(f"The class board, for you: {address}/services/board/")
        if not self.sandboxed:
            told.append("No sandbox: everybody in the room can read what the others write.")
        told.append("Passwords travel unencrypted: use a network that you trust, or add TLS.")
        told.append(f"Everything is kept in {folder}. Stop it with Ctrl-C.")
        return told


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
        if not _is_up(hub, settings.ports[0]) and hub.poll() is None:
            print(f"It takes longer than {START_SECONDS:.0f} s; its log is {log}.", flush=True)
        if hub.poll() is None:
            print("\n".join(settings.lines(room.folder)), flush=True)
        status = hub.wait()
    except KeyboardInterrupt:
        status = stop.now()
    finally:
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


def _is_up(hub: subprocess.Popen[bytes], port: int) -> bool:
    give_up = time.monotonic() + START_SECONDS
    while hub.poll() is None and time.monotonic() < give_up:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
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
        signal.signal(signal.SIGTERM, self._ask)

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
