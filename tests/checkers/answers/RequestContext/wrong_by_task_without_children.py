# expect: id-changes
import asyncio
import re


def choose(headers):
    h = dict(headers)
    m = re.fullmatch(rb"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}", h.get(b"traceparent", b""))
    if m and set(m[1]) != {48} and set(m[2]) != {48}:
        return m[1].decode()
    m = re.fullmatch(rb"[A-Za-z0-9_-]{1,64}", h.get(b"x-request-id", b""))
    return m and m[0].decode()


_ids = {}


def get_request_id():
    return _ids.get(asyncio.current_task())


class RequestContext:
    def __init__(self, app, new_id):
        self.app, self.new_id = app, new_id

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        rid = choose(scope["headers"]) or self.new_id()

        async def tap(m):
            if m["type"] == "http.response.start":
                m = {**m, "headers": [*m["headers"], (b"x-request-id", rid.encode())]}
            await send(m)

        _ids[asyncio.current_task()] = rid
        try:
            await self.app(scope, receive, tap)
        finally:
            del _ids[asyncio.current_task()]
