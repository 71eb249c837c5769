# expect: not-reset
# misconception: contextvars clean up after themselves
import re
from contextvars import ContextVar

request_id = ContextVar("request_id", default=None)
TRACE = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
OWN = re.compile(r"[A-Za-z0-9_-]{1,64}")


def get_request_id():
    return request_id.get()


def incoming(headers):
    trace = TRACE.fullmatch(headers.get(b"traceparent", b"").decode("latin-1"))
    if trace:
        return trace[1]
    own = OWN.fullmatch(headers.get(b"x-request-id", b"").decode("latin-1"))
    return own[0] if own else None


class RequestContext:
    def __init__(self, app, new_id):
        self.app = app
        self.new_id = new_id

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        one = incoming(dict(scope["headers"])) or self.new_id()

        async def with_id(message):
            if message["type"] == "http.response.start":
                headers = [*message["headers"], (b"x-request-id", one.encode())]
                message = {**message, "headers": headers}
            await send(message)

        request_id.set(one)
        await self.app(scope, receive, with_id)
