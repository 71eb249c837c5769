"""A real JupyterHub with the board as its service, without a proxy in front: paths choose."""

import os
import re
import socket
import subprocess
import sys
from contextlib import contextmanager

import httpx

from .boards import ROOT, wait_for

ADMIN_TOKEN = "only-for-this-test"
PASSWORD = "room-password"
CONFIG = '''
import sys
from jupyterhub.proxy import Proxy

class NoProxy(Proxy):
    """The tests go to the Hub and to the board themselves."""
    should_start = False
    routes = {{}}
    async def add_route(self, routespec, target, data):
        self.routes[routespec] = {{"routespec": routespec, "target": target, "data": data}}
    async def delete_route(self, routespec):
        self.routes.pop(routespec, None)
    async def get_all_routes(self):
        return self.routes

c.JupyterHub.proxy_class = NoProxy
c.JupyterHub.bind_url = "http://127.0.0.1:{public}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.JupyterHub.db_url = "sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{folder}/cookie-secret"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = "{password}"
c.Authenticator.allow_all = True
c.JupyterHub.custom_scopes = {{
    "custom:board:view": {{"description": "look at the class board"}},
    "custom:board:write": {{"description": "report to the class board"}},
}}
c.JupyterHub.services = [
    {{"name": "admin", "api_token": "{admin}"}},
    {{"name": "board", "url": "http://127.0.0.1:{board}", "oauth_no_confirm": True,
      "oauth_client_allowed_scopes": ["custom:board:view"],
      "command": [sys.executable, "-m", "course_lib.cli", "class", "board",
                  "--database", "sqlite:///{folder}/board.sqlite3"],
      "environment": {{"PYTHONPATH": "{root}"}}}},
]
c.JupyterHub.load_roles = [
    {{"name": "admin-service", "services": ["admin"],
      "scopes": ["admin:users", "tokens", "inherit"]}},
    {{"name": "user", "scopes": ["self", "custom:board:write", "access:services!service=board"]}},
    {{"name": "instructor", "users": ["teacher"], "scopes": ["custom:board:view"]}},
]
'''


class Hub:
    def __init__(self, hub, board):
        self.hub, self.board = f"http://127.0.0.1:{hub}", f"http://127.0.0.1:{board}"

    def at(self, path):
        """The address of a path, as a proxy would choose it."""
        path = re.sub(r"^http://[^/]+", "", path)
        return (self.board if path.startswith("/services/board") else self.hub) + path

    def token(self, user, scopes):
        """A token of this user with these scopes, as a spawned server would have one."""
        headers = {"Authorization": f"token {ADMIN_TOKEN}"}
        httpx.post(f"{self.hub}/hub/api/users/{user}", headers=headers, timeout=60)
        answer = httpx.post(f"{self.hub}/hub/api/users/{user}/tokens", headers=headers,
                            json={"scopes": scopes}, timeout=60)  # fmt: skip
        answer.raise_for_status()
        return answer.json()["token"]

    def browse(self, client, path, most=12):
        """Follow redirects as a browser behind the proxy would; the last answer and all paths."""
        seen = []
        for _ in range(most):
            answer = client.get(self.at(path))
            seen.append(answer.request.url.path)
            if not answer.is_redirect:
                return answer, seen
            path = answer.headers["location"]
        raise AssertionError(f"redirected for ever: {seen}")

    def log_in(self, user):
        """A browser in which this user has logged in to the Hub."""
        client = httpx.Client(timeout=60)
        page = client.get(self.at("/hub/login"))
        xsrf = re.search(r'name="_xsrf" value="([^"]+)"', page.text)[1]
        form = {"username": user, "password": PASSWORD, "_xsrf": xsrf}
        answer = client.post(self.at("/hub/login"), data=form)
        assert answer.status_code == 302, answer.text[-2000:]
        return client


def free_ports(count):
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


@contextmanager
def running_hub(folder):
    public, hub, board = free_ports(3)
    config = folder / "jupyterhub_config.py"
    config.write_text(CONFIG.format(public=public, hub=hub, board=board, folder=folder,
                                    password=PASSWORD, admin=ADMIN_TOKEN, root=ROOT))  # fmt: skip
    log = folder / "hub.log"
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, "-m", "jupyterhub", "-f", config], cwd=folder,
                                   env=os.environ | {"PYTHONPATH": str(ROOT)},
                                   stdout=out, stderr=out)  # fmt: skip
    try:
        found = Hub(hub, board)

        def up():
            assert process.poll() is None, log.read_text()[-3000:]
            try:
                there = httpx.get(f"{found.hub}/hub/health", timeout=10).status_code == 200
                path = f"{found.board}/services/board/health/live"
                return there and httpx.get(path, timeout=10).status_code == 200
            except httpx.TransportError:
                return False

        wait_for(up, 180)
        yield found
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
