"""Tells the class board what happens in a learner's kernel; off unless COURSE_BOARD names a board.

    COURSE_BOARD=http://class:TOKEN@192.0.2.7:8765

What leaves the kernel: exercise ids, outcomes, finding codes, names of beliefs, numbers of hints,
guesses about demos, and a pseudonym. Never code, names of people or text that a learner wrote.
Only the standard library is needed, and nothing here waits for the board.
"""

from __future__ import annotations

import atexit
import http.client
import json
import os
import re
import secrets
import sys
import threading
import time
import uuid
from collections import deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from course_lib.progress.store import progress_path
from course_lib.tracing import events
from course_lib.tracing.runtime import in_browser

VARIABLE = "COURSE_BOARD"
KEPT = 500  # events that wait at most; the oldest are given up first
AT_ONCE = 50
PATIENCE = 5.0  # for one answer of the board (seconds)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
LAST_WORDS = 0.5  # what the end of a kernel may wait for (seconds)

# What is told of each event, by its names there.
TOLD = {
    "checked": {"exercise": "exercise", "outcome": "outcome", "codes": "codes",
                "misconceptions": "beliefs"},
    "hint": {"exercise": "exercise", "number": "number"},
    "solution": {"exercise": "exercise"},
    "predicted": {"demo": "demo", "guess_ms": "guess_ms", "actual_ms": "actual_ms"},
}  # fmt: skip


@dataclass(frozen=True)
class Address:
    """Where the board is and how to speak to it. `path` begins and ends with a slash."""

    scheme: str
    host: str
    port: int | None
    path: str
    token: str


def address(text: str) -> Address:
    """The board's address from the variable; a ValueError says what is wrong with it."""
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{VARIABLE} is not an address such as http://class:TOKEN@HOST:8765.")
    path = "/" + parts.path.strip("/")
    token = unquote(parts.password or "") or _hub_token(parts.scheme, parts.hostname)
    if not token:
        raise ValueError(f"{VARIABLE} has no token. Copy the whole line that the board printed.")
    return Address(parts.scheme, parts.hostname, parts.port, f"{path.rstrip('/')}/", token)


def _hub_token(scheme: str, host: str) -> str:
    """JupyterHub's token, for boards on the Hub's own host only: nobody else may see it."""
    hubs = [os.environ.get("JUPYTERHUB_API_URL"), os.environ.get("JUPYTERHUB_PUBLIC_HUB_URL")]
    pinned = {(urlsplit(hub).scheme, urlsplit(hub).hostname) for hub in hubs if hub}
    return os.environ.get("JUPYTERHUB_API_TOKEN", "") if (scheme, host) in pinned else ""


def pseudonym() -> str:
    """16 hex digits that stand for this learner; the same in every kernel of this account."""
    place = progress_path().with_name("board-pseudonym")
    try:
        known = place.read_text(encoding="ascii").strip()
        if re.fullmatch("[0-9a-f]{16}", known):
            return known
    except (OSError, ValueError):
        pass
    new = secrets.token_hex(8)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(new, encoding="ascii")
    except OSError:
        pass  # then it holds for this kernel
    return new


class Reporter:
    """A subscriber to events. `lost` counts events that were given up, `refused` is why, or ""."""

    def __init__(self, to: Address, learner: str) -> None:
        self.to, self.learner = to, learner
        self.lost = 0
        self.refused = ""
        self._waiting: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._awake = threading.Event()
        self._idle = threading.Event()
        self._idle.set()
        self._thread: threading.Thread | None = None

    def __call__(self, name: str, data: dict[str, Any]) -> None:
        """Take one event and go on; a thread sends it."""
        told = TOLD.get(name)
        if told is None or self.refused:
            return
        event = {new: data[old] for old, new in told.items() if old in data}
        event |= {"id": uuid.uuid4().hex, "kind": name}
        self.lost += len(self._waiting) == KEPT
        self._idle.clear()
        self._waiting.append(event)
        self._awake.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._send_all, name="class-board", daemon=True)
            self._thread.start()

    def flush(self, timeout: float) -> bool:
        """Wait until nothing is left to send, for at most `timeout` seconds; whether that is so."""
        return self._idle.wait(timeout)

    def _send_all(self) -> None:
        pause = FIRST_PAUSE
        while not self.refused:
            self._awake.wait()
            self._awake.clear()
            while self._waiting and not self.refused:
                # Taken out only when the board has them: they have ids, so twice is no harm.
                batch = [self._waiting[i] for i in range(min(AT_ONCE, len(self._waiting)))]
                if self._deliver(batch):
                    pause = FIRST_PAUSE
                    self._forget(batch)
                else:
                    time.sleep(pause * (0.5 + secrets.randbelow(1000) / 1000))
                    pause = min(pause * 2, LONGEST_PAUSE)
            if not self._waiting:
                self._idle.set()
        self._waiting.clear()
        self._idle.set()

    def _forget(self, batch: list[dict[str, Any]]) -> None:
        sent = {event["id"] for event in batch}
        while self._waiting and self._waiting[0]["id"] in sent:
            self._waiting.popleft()

    def _deliver(self, batch: list[dict[str, Any]]) -> bool:
        """Whether the board is done with these events: it has them, or will never take them."""
        try:
            said = json.dumps({"learner": self.learner, "events": batch})
            status, answer = self._post(said.encode())
            if status == 200 and json.loads(answer).get("accepted") != len(batch):
                return False  # something in between answered, not the board
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            return False
        if status in (401, 403):
            self.refused = f"The class board does not know this token (status {status})."
        if status in (400, 413, 422):
            self.lost += len(batch)
        return status in (200, 400, 401, 403, 413, 422)

    def _post(self, body: bytes) -> tuple[int, bytes]:
        kind = http.client.HTTPSConnection if self.to.scheme == "https" else (
            http.client.HTTPConnection)  # fmt: skip
        connection = kind(self.to.host, self.to.port, timeout=PATIENCE)
        try:
            headers = {"Authorization": f"Bearer {self.to.token}",
                       "Content-Type": "application/json"}  # fmt: skip
            # No redirect is followed: the token is for this address alone.
            connection.request("POST", f"{self.to.path}events", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(4096)
        finally:
            connection.close()


_reporter: Reporter | None = None


def listen() -> Reporter | None:
    """Begin to tell the board, if COURSE_BOARD names one; calling it again changes nothing."""
    global _reporter
    named = os.environ.get(VARIABLE)
    if _reporter is not None or not named or in_browser():
        return _reporter
    try:
        _reporter = Reporter(address(named), pseudonym())
    except ValueError as problem:
        print(f"Nothing is told to the class board. {problem}", file=sys.stderr)
        return None
    events.subscribe(_reporter)
    atexit.register(_reporter.flush, LAST_WORDS)
    return _reporter
