"""The board's database: SQLite by default, PostgreSQL by URL, through SQLAlchemy Core."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Float, MetaData, String, Table, Text, create_engine, event, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from course_lib.classroom.wire import Told

_tables = MetaData()
_events = Table(
    "course_events",
    _tables,
    Column("id", String(32), primary_key=True),
    Column("at", Float, nullable=False, index=True),  # seconds since 1970
    Column("learner", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("body", Text, nullable=False),
)
_secrets = Table(
    "course_secrets",
    _tables,
    Column("name", String(16), primary_key=True),
    Column("value", String(64), nullable=False),
)
# Both databases know it; an event that is there already is left as it is.
_INSERT = text(
    "INSERT INTO course_events (id, at, learner, kind, subject, body) "
    "VALUES (:id, :at, :learner, :kind, :subject, :body) ON CONFLICT (id) DO NOTHING"
)


class CannotStoreError(RuntimeError):
    """The database cannot be used; the text says why and what to do."""


class Store:
    """One database with all events. Its methods block: call them outside of an event loop."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        _tables.create_all(self.engine)

    def add(self, events: Sequence[Told]) -> None:
        """Write events in one transaction; when this returns, they are on disk."""
        now = time.time()
        rows = [
            {"id": e.id, "at": now + i * 1e-6, "learner": e.learner, "kind": e.kind,
             "subject": e.subject, "body": json.dumps(e.body)}
            for i, e in enumerate(events)
        ]  # fmt: skip
        with self.engine.begin() as connection:
            connection.execute(_INSERT, rows)

    def load(self) -> list[Told]:
        """All events, the oldest first."""
        columns = (_events.c.id, _events.c.learner, _events.c.kind, _events.c.subject,
                   _events.c.body)  # fmt: skip
        query = _events.select().with_only_columns(*columns).order_by(_events.c.at)
        with self.engine.connect() as connection:
            return [Told(*row[:4], json.loads(row[4])) for row in connection.execute(query)]

    def ping(self) -> None:
        """Raise if the database does not answer."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def secret(self, name: str) -> str:
        """A secret that is made once and stays: the class token, the viewer key."""
        new = {"name": name, "value": secrets.token_urlsafe(18)}
        with self.engine.begin() as connection:
            connection.execute(
                text("INSERT INTO course_secrets (name, value) VALUES (:name, :value) "
                     "ON CONFLICT (name) DO NOTHING"), new)  # fmt: skip
            found = connection.execute(
                text("SELECT value FROM course_secrets WHERE name = :name"), {"name": name}
            )
            return str(found.scalar_one())

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    try:
        place = make_url(url)
        if place.drivername == "postgresql":
            place = place.set(drivername="postgresql+psycopg")
        # A server may have closed a connection in the meantime; a file has not.
        remote = place.get_backend_name() != "sqlite"
        engine = create_engine(place, pool_size=2, max_overflow=1, pool_pre_ping=remote)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise CannotStoreError(
            f"The database URL cannot be used ({error}). Examples: sqlite:///class-board.sqlite3, "
            'postgresql://user@host/name (needs: pip install "psycopg[binary]").'
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _make_durable)
    return engine


def _make_durable(connection: Any, _: Any) -> None:
    """An answer is given after the commit, so a commit must have reached the disk.

    See https://sqlite.org/pragma.html#pragma_synchronous.
    """
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
