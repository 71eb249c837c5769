"""Who may write and look where JupyterHub runs the board as a service: users and their scopes.

The Hub's configuration defines both scopes and gives them away; see custom_scopes and load_roles in
https://jupyterhub.readthedocs.io/en/stable/rbac/scopes.html#custom-scopes.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import secrets
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from course_lib.classroom.access import DeniedError, bearer, same

VIEW, WRITE = "custom:board:view", "custom:board:write"
_SESSION, _STATE = "class-board-session", "class-board-state"
_STATE_SECONDS = 600


class HubAccess:
    """Asks the Hub who somebody is. `secret` makes pseudonyms that only this board can make."""

    def __init__(self, secret: str, auth: Any = None) -> None:
        from jupyterhub.services.auth import HubOAuth

        self.prefix = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "").rstrip("/")
        self._secret = secret.encode()
        self._auth = auth or HubOAuth(cache_max_age=60)
        self.routes = [Route("/oauth_callback", self._callback, methods=["GET"], name="callback")]

    async def learner(self, request: Request) -> str | None:
        """A pseudonym made from the user's name; raises DeniedError."""
        user = await self._user(bearer(request))
        if user is None:
            raise DeniedError(401, "The Hub does not know this token.")
        if WRITE not in user.get("scopes", ()):
            raise DeniedError(403, f"This token does not have the scope {WRITE}.")
        return hmac.new(self._secret, user["name"].encode(), hashlib.sha256).hexdigest()[:16]

    async def viewer(self, request: Request) -> Response | None:
        """None for a user with the scope; 403 for one without; others go to the Hub first."""
        user = await self._user(request.cookies.get(_SESSION, ""))
        if user is None:
            return self._to_the_hub() if request.url.path.endswith("/") else _no()
        # Not another redirect: the Hub would send the same user back for ever.
        return None if VIEW in user.get("scopes", ()) else _no()

    async def _user(self, token: str) -> dict[str, Any] | None:
        if not token:
            return None
        return await asyncio.to_thread(self._auth.user_for_token, token, sync=True)

    def _to_the_hub(self) -> Response:
        state = secrets.token_urlsafe(18)
        asked = {
            "client_id": self._auth.oauth_client_id,
            "redirect_uri": self._auth.oauth_redirect_uri,
            "response_type": "code",
            "state": state,
        }
        answer = RedirectResponse(f"{self._authorize_url()}?{urlencode(asked)}", 302)
        answer.set_cookie(_STATE, state, max_age=_STATE_SECONDS, path=f"{self.prefix}/",
                          httponly=True, samesite="lax")  # fmt: skip
        return answer

    def _authorize_url(self) -> str:
        return f"{self._auth.hub_host}{self._auth.hub_prefix}api/oauth2/authorize"

    async def _callback(self, request: Request) -> Response:
        """The Hub sends the user back here, with a code that becomes a token."""
        state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
        known = request.cookies.get(_STATE, "")
        if not known or not same(state, known):
            return PlainTextResponse("This log-in was not begun here. Open the board again.", 403)
        try:
            token = await asyncio.to_thread(self._auth.token_for_code, code, sync=True)
        except Exception:  # tornado's errors, whatever the Hub refused
            return PlainTextResponse("The Hub refused this log-in. Open the board again.", 403)
        answer = RedirectResponse(f"{self.prefix}/", 303)
        answer.set_cookie(_SESSION, token, path=f"{self.prefix}/", httponly=True, samesite="lax")
        answer.delete_cookie(_STATE, path=f"{self.prefix}/")
        return answer


def _no() -> Response:
    return PlainTextResponse(f"Looking at the board needs the scope {VIEW}.", 403)
