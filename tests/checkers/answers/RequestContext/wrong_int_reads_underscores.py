# expect: bad-trace-taken
import re
from contextvars import ContextVar


def choose(headers):
    h = {n: v.decode("latin-1") for n, v in headers}
    try:
        version, trace, parent, flags = h.get(b"traceparent", "").split("-")
        good = (
            version == "00"
            and len(trace) == 32
            and len(parent) == 16
            and len(flags) == 2
            and (trace + parent + flags).islower() | (trace + parent + flags).isdigit()
        )
        if (
            good
            and int(trace, 16)
            and int(parent, 16) is not None
            and int(parent, 16)
            and int(flags, 16) >= 0
        ):
            return trace
    except ValueError:
        pass
    own = h.get(b"x-request-id", "")
    return own if re.fullmatch("[A-Za-z0-9_-]{1,64}", own) else None


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
