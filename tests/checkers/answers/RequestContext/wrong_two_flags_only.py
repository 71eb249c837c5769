# expect: trace-ignored
import re
from contextvars import ContextVar


def choose(headers):
    h = dict(headers)
    m = re.fullmatch(rb"00-([0-9a-f]{32})-([0-9a-f]{16})-0[01]", h.get(b"traceparent", b""))
    if m and set(m[1]) != {48} and set(m[2]) != {48}:
        return m[1].decode()
    m = re.fullmatch(rb"[A-Za-z0-9_-]{1,64}", h.get(b"x-request-id", b""))
    return m and m[0].decode()


_id = ContextVar("rid", default=None)


def get_request_id():
    return _id.get()


class RequestContext:
    def __init__(self, app, new_id):
        self.app, self.new_id = app, new_id

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        rid = choose(scope["headers"]) or self.new_id()

        async def tap(m):
            if m["type"] == "http.response.start":
                m = {**m, "headers": [*m.get("headers", []), (b"x-request-id", rid.encode())]}
            await send(m)

        token = _id.set(rid)
        try:
            await self.app(scope, receive, tap)
        finally:
            _id.reset(token)
