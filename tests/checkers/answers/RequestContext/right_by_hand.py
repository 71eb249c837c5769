import contextvars
import string

current = contextvars.ContextVar("current")
HEX = set("0123456789abcdef")
PLAIN = set(string.ascii_letters + string.digits + "_-")


def get_request_id():
    return current.get(None)


def is_hex(text, length):
    return len(text) == length and set(text) <= HEX


def from_traceparent(value):
    parts = value.split("-")
    if len(parts) != 4:
        return None
    version, trace, parent, flags = parts
    if version != "00" or not is_hex(trace, 32) or not is_hex(parent, 16) or not is_hex(flags, 2):
        return None
    if set(trace) == {"0"} or set(parent) == {"0"}:
        return None
    return trace


def from_request_id(value):
    return value if 1 <= len(value) <= 64 and set(value) <= PLAIN else None


class RequestContext:
    def __init__(self, app, new_id):
        self.app, self.new_id = app, new_id

    def choose(self, headers):
        trace = own = None
        for name, value in headers:
            text = value.decode("ascii", "replace")
            if name == b"traceparent":
                trace = from_traceparent(text)
            elif name == b"x-request-id":
                own = from_request_id(text)
        return trace or own or self.new_id()

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        chosen = self.choose(scope["headers"])

        async def echo(message):
            if message["type"] == "http.response.start":
                message = dict(message)
                message["headers"] = [(b"x-request-id", chosen.encode())] + list(message["headers"])
            await send(message)

        token = current.set(chosen)
        try:
            await self.app(scope, receive, echo)
        finally:
            current.reset(token)
