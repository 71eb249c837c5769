"""Who may write to the board and who may look at it: a class token and a viewer key."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import Protocol

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

COOKIE = "class-board"


class DeniedError(Exception):
    """Not allowed; `status` is 401 for nobody we know, 403 for somebody without the right."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Access(Protocol):
    """How the board asks. `prefix` is the path under which it is served."""

    prefix: str
    routes: Sequence[BaseRoute]

    async def learner(self, request: Request) -> str | None:
        """Who writes, where this knows it better than the request; raises DeniedError."""

    async def viewer(self, request: Request) -> Response | None:
        """None if the page may be shown, else the answer in its place."""


class KeyAccess:
    """Stand-alone: everybody with the class token writes, whoever has the viewer key looks."""

    prefix = ""
    routes: Sequence[BaseRoute] = ()

    def __init__(self, token: str, key: str) -> None:
        self._token, self._key = token, key
        # The cookie is not the key: who sees one has not got the other.
        self._cookie = hashlib.sha256(f"class-board {key}".encode()).hexdigest()

    async def learner(self, request: Request) -> str | None:
        """None, since the pseudonym in the request is all there is; raises DeniedError."""
        if not same(bearer(request), self._token):
            raise DeniedError(401, "This is not the token of this class.")
        return None

    async def viewer(self, request: Request) -> Response | None:
        """None with the cookie; the key in the address is exchanged for the cookie."""
        if same(request.cookies.get(COOKIE, ""), self._cookie):
            return None
        if same(request.query_params.get("key", ""), self._key):
            answer = RedirectResponse(request.url.path, 303)
            answer.set_cookie(COOKIE, self._cookie, httponly=True, samesite="strict")
            return answer
        return PlainTextResponse("Open the board with the line that it printed at its start.", 403)


def bearer(request: Request) -> str:
    """The token in the Authorization header, "" if there is none."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() in ("bearer", "token") else ""


def same(given: str, wanted: str) -> bool:
    """Whether two secrets are equal, in a time that tells nothing about them."""
    return secrets.compare_digest(given.encode(), wanted.encode())
