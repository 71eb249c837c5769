"""As a JupyterHub service the board asks the Hub who somebody is, and which scopes they have."""

import asyncio

import httpx
import pytest

from .boards import LEARNER, event, request

pytest.importorskip("jupyterhub", reason='the extra "hub" is not installed')

from course_lib.classroom.board import Board
from course_lib.classroom.hub_access import VIEW, WRITE, HubAccess
from course_lib.classroom.store import Store

# `make test` has no JupyterHub; `make deep` has.
pytestmark = pytest.mark.deep

BOARD = "/services/board/"
USERS = {
    "learner": {"name": "ana", "scopes": [WRITE, "access:services!service=board"]},
    "teacher": {"name": "teacher", "scopes": [VIEW, "access:services!service=board"]},
    "guest": {"name": "guest", "scopes": ["access:services!service=board"]},
}


class FakeHub:
    """What HubOAuth is to the board."""

    oauth_client_id = "service-board"
    oauth_redirect_uri = f"{BOARD}oauth_callback"
    hub_host, hub_prefix = "", "/hub/"

    def user_for_token(self, token, sync):
        return USERS.get(token)

    def token_for_code(self, code, sync):
        if code != "a-code":
            raise RuntimeError("the Hub refuses")
        return "teacher"


@pytest.fixture
def board(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", BOARD)
    store = Store(f"sqlite:///{tmp_path}/board.sqlite3")
    return Board(store, HubAccess("secret", FakeHub()), lambda record: None)


@pytest.fixture
def ask(board):
    def call(method, path, token="", cookies=None, **options):
        headers = {"Authorization": f"token {token}"} if token else {}
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())

        async def go():
            transport = httpx.ASGITransport(board.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
                return await client.request(method, BOARD + path, headers=headers, **options)

        return asyncio.run(go())

    return call


def test_who_writes_needs_a_token_with_the_scope(board, ask):
    body = request(event())
    assert ask("POST", "events", content=body).status_code == 401
    assert ask("POST", "events", "unknown", content=body).status_code == 401
    assert ask("POST", "events", "teacher", content=body).status_code == 403
    assert ask("POST", "events", "learner", content=body).status_code == 200
    # The pseudonym is the Hub's word, not that of the request.
    (learner,) = board.room.learners
    assert learner != LEARNER
    assert "ana" not in learner


def test_a_viewer_without_the_scope_gets_403_and_no_redirect(ask):
    for path in ("", "live", "snapshot", "board.js"):
        refused = ask("GET", path, cookies={"class-board-session": "guest"})
        assert refused.status_code == 403
    assert ask("GET", "", cookies={"class-board-session": "teacher"}).status_code == 200


def test_a_stranger_goes_to_the_hub_and_comes_back_with_a_session(ask):
    sent = ask("GET", "")
    assert sent.status_code == 302
    asked = httpx.URL(sent.headers["location"])
    assert asked.path == "/hub/api/oauth2/authorize"
    state = asked.params["state"]
    cookies = {"class-board-state": state}
    back = ask("GET", "oauth_callback", params={"state": state, "code": "a-code"}, cookies=cookies)
    assert back.status_code == 303
    assert "class-board-session=teacher" in str(back.headers.get_list("set-cookie"))
    assert "HttpOnly" in str(back.headers.get_list("set-cookie"))
    # What is not a page is refused: a stream cannot log in.
    assert ask("GET", "live").status_code == 403


@pytest.mark.parametrize(
    ("params", "cookies"),
    [
        ({"state": "x", "code": "a-code"}, {}),
        ({"state": "", "code": "a-code"}, {"class-board-state": ""}),
        ({"state": "x", "code": "a-code"}, {"class-board-state": "y"}),
        ({"code": "a-code"}, {"class-board-state": "y"}),
        ({"state": "x", "code": "forged"}, {"class-board-state": "x"}),
    ],
)
def test_a_forged_log_in_is_refused(ask, params, cookies):
    refused = ask("GET", "oauth_callback", params=params, cookies=cookies)
    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers
