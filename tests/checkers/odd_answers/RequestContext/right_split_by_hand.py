import string
from contextvars import ContextVar

HEX = set("0123456789abcdef")


def choose(headers):
    for n, v in headers:
        if n == b"traceparent":
            parts = v.decode("latin-1").split("-")
            if (
                [len(p) for p in parts] == [2, 32, 16, 2]
                and parts[0] == "00"
                and all(set(p) <= HEX for p in parts)
                and int(parts[1], 16)
                and int(parts[2], 16)
            ):
                return parts[1]
    ok = set((string.ascii_letters + string.digits + "-_").encode())
    for n, v in headers:
        if n == b"x-request-id" and 0 < len(v) <= 64 and all(b in ok for b in v):
            return v.decode()
    return None


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
