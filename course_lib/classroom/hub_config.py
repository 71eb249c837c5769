"""The configuration of a room's JupyterHub: written once, then read as its owner left it."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

from course_lib.classroom import seat
from course_lib.classroom.addresses import shown_host

CONFIG = "jupyterhub_config.py"
PORT, IDLE_MINUTES, MEMORY = 8000, 60, "2G"
NAME = "[a-z0-9][a-z0-9._-]{0,31}"  # of a learner; it becomes a folder's name
# Letters and digits that cannot be taken for each other when they stand on a projector.
CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"


class CannotOpenError(Exception):
    """The room cannot be opened; the text says why and what to do."""


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


def write(room: Room, proxy: str) -> bool:
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
            name=repr(NAME),
            password=repr("-".join(_word(4) for _ in range(3))),
            admin_password=repr("-".join(_word(6) for _ in range(5))),
            bind_url=repr(f"http://{room.host}:{room.port}"),
            proxy=repr([proxy]),
            sandboxed=not room.trust,
            memory=room.memory,
            idle_seconds=room.idle_minutes * 60,
            at_once=2 * (os.cpu_count() or 2),
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
        public = urlsplit(read.JupyterHub.get("bind_url", f"http://:{PORT}"))
        others = [read.JupyterHub.get("hub_bind_url"), read.ConfigurableHTTPProxy.get("api_url")]
        others += [service.get("url") for service in read.JupyterHub.get("services", ())]
        ports = [urlsplit(url).port for url in others if url]
        return cls(
            host=public.hostname or "",
            ports=tuple(filter(None, [public.port or PORT, *ports])),
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
