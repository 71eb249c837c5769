"""Learners in a room on a JupyterHub: they log in, get their seats, and run cells, over HTTP."""

import asyncio
import json
import re
import uuid
from urllib.parse import urlsplit

import httpx
import tornado.httpclient
import tornado.websocket

SECONDS = 240  # for a seat on a busy machine


class Learner:
    """One learner's browser, as far as the server can tell: cookies, then a token."""

    def __init__(self, address, name, password):
        self.address, self.name, self._password = address, name, password
        self.client = httpx.AsyncClient(base_url=address, timeout=60, follow_redirects=True)
        self._kernels = {}

    async def log_in(self):
        answer = await self.post_login()
        assert answer.url.path == "/hub/home", (answer.url, answer.text[-500:])
        return self

    async def post_login(self):
        """The page after the form was sent."""
        (await self.client.get("/hub/login")).raise_for_status()
        form = {"username": self.name, "password": self._password, "_xsrf": self.xsrf()}
        return await self.client.post("/hub/login?next=/hub/home", data=form)

    def xsrf(self, path="/hub/"):
        found = [cookie.value for cookie in self.client.cookies.jar
                 if cookie.name == "_xsrf" and cookie.path == path]  # fmt: skip
        return found[0]

    async def take_seat(self):
        """Start the learner's server and read its progress, as the page does, until it answers."""
        await self.client.get(f"/hub/spawn/{self.name}")
        headers = {"X-XSRFToken": self.xsrf()}
        progress = f"/hub/api/users/{self.name}/server/progress"
        async with (
            asyncio.timeout(SECONDS),
            self.client.stream("GET", progress, headers=headers, timeout=SECONDS) as events,
        ):
            said = [json.loads(line.removeprefix("data:"))
                    async for line in events.aiter_lines() if line.startswith("data:")]  # fmt: skip
        assert said[-1].get("ready"), f"the seat of {self.name} did not start: {said}"
        made = await self.client.post(f"/hub/api/users/{self.name}/tokens", json={},
                                      headers=headers)  # fmt: skip
        made.raise_for_status()
        self.client.headers["Authorization"] = f"token {made.json()['token']}"
        return self

    async def get(self, path):
        answer = await self.client.get(f"/user/{self.name}/{path}")
        answer.raise_for_status()
        return answer

    async def notebook(self, path):
        """The code cells of the learner's own copy, by id."""
        found = (await self.get(f"api/contents/{path}")).json()
        cells = found["content"]["cells"]
        return {c["id"]: c["source"] for c in cells if c["cell_type"] == "code"}

    async def run(self, path, *sources):
        """Run cells in the kernel of a notebook; the text of all their outputs together."""
        if path not in self._kernels:
            self._kernels[path] = await self._start_kernel(path)
        return "".join([await self._execute(self._kernels[path], each) for each in sources])

    async def _start_kernel(self, path):
        asked = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
        answer = await self.client.post(f"/user/{self.name}/api/sessions", json=asked)
        answer.raise_for_status()
        kernel = answer.json()["kernel"]["id"]
        where = urlsplit(self.address)
        request = tornado.httpclient.HTTPRequest(
            f"ws://{where.netloc}/user/{self.name}/api/kernels/{kernel}/channels",
            headers={"Authorization": self.client.headers["Authorization"]},
            request_timeout=60,
        )
        return await tornado.websocket.websocket_connect(request, max_message_size=2**27)

    async def _execute(self, socket, code):
        identity = uuid.uuid4().hex
        await socket.write_message(json.dumps({
            "header": {"msg_id": identity, "msg_type": "execute_request", "version": "5.3",
                       "session": identity, "username": self.name, "date": ""},
            "parent_header": {}, "metadata": {}, "channel": "shell", "buffers": [],
            "content": {"code": code, "silent": False, "store_history": True,
                        "user_expressions": {}, "allow_stdin": False, "stop_on_error": True},
        }))  # fmt: skip
        said = []
        async with asyncio.timeout(SECONDS):
            while True:
                message = json.loads(await socket.read_message())
                if message["parent_header"].get("msg_id") != identity:
                    continue
                content = message["content"]
                if message["msg_type"] == "stream":
                    said.append(content["text"])
                elif message["msg_type"] in ("execute_result", "display_data"):
                    said.append(content["data"].get("text/plain", ""))
                elif message["msg_type"] == "error":
                    said.append("\n".join(content["traceback"]))
                elif message["msg_type"] == "status" and content["execution_state"] == "idle":
                    return re.sub(r"\x1b\[[\d;]*m", "", "".join(said))

    async def leave(self):
        for socket in self._kernels.values():
            socket.close()
        await self.client.aclose()
