import asyncio
import re
from contextvars import ContextVar
from types import SimpleNamespace

# The context holds a box, the box holds the id; the box is emptied at the end.
BOX = ContextVar("box", default=None)
RULES = [
    (b"traceparent", re.compile("00-(?!0+-)([0-9a-f]{32})-(?!0+-)[0-9a-f]{16}-[0-9a-f]{2}")),
    (b"x-request-id", re.compile("([A-Za-z0-9_-]{1,64})")),
]


def get_request_id():
    box = BOX.get()
    return None if box is None else box.value


class RequestContext:
    def __init__(self, app, new_id):
        self.app = app
        self.new_id = new_id

    def given(self, headers):
        for name, rule in RULES:
            match = rule.fullmatch(headers.get(name, b"").decode("utf-8", "replace"))
            if match:
                yield match[1]
        yield self.new_id()

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        box = SimpleNamespace(value=next(self.given(dict(scope["headers"]))))
        outer = BOX.set(box)

        async def reply(message):
            if message["type"] == "http.response.start":
                message = message.copy()
                message["headers"] = list(message["headers"])
                message["headers"].append((b"x-request-id", box.value.encode()))
            await send(message)

        try:
            await self.app(scope, receive, reply)
        finally:
            BOX.reset(outer)
