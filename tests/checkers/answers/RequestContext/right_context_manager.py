import re
from contextlib import contextmanager
from contextvars import ContextVar

_current = ContextVar("current", default=None)


def get_request_id():
    return _current.get()


@contextmanager
def bound(value):
    token = _current.set(value)
    try:
        yield value
    finally:
        _current.reset(token)


class Headers:
    def __init__(self, scope):
        self.values = {name.decode("latin-1"): value.decode("latin-1")
                       for name, value in scope["headers"]}

    def matching(self, name, pattern):
        return re.fullmatch(pattern, self.values.get(name, ""))

    def trace_id(self):
        found = self.matching("traceparent", "00-(?P<t>[0-9a-f]{32})-(?P<p>[0-9a-f]{16})-[0-9a-f]{2}")
        if found and int(found["t"], 16) and int(found["p"], 16):
            return found["t"]
        return None

    def own_id(self):
        found = self.matching("x-request-id", "[A-Za-z0-9_-]{1,64}")
        return found.group() if found else None


class RequestContext:
    def __init__(self, app, new_id):
        self.app = app
        self.new_id = new_id

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = Headers(scope)
        with bound(headers.trace_id() or headers.own_id() or self.new_id()) as request_id:

            async def sender(message):
                if message["type"] == "http.response.start":
                    copy = dict(message, headers=[*message["headers"]])
                    copy["headers"].append((b"x-request-id", request_id.encode("ascii")))
                    return await send(copy)
                await send(message)

            await self.app(scope, receive, sender)
