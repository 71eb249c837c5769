import re
from contextvars import ContextVar

STATE = ContextVar("state")


def get_request_id():
    try:
        return STATE.get()
    except LookupError:
        return None


def pick(headers, make):
    value = headers.get(b"traceparent", b"")
    match = re.fullmatch(rb"00-([a-f0-9]{32})-([a-f0-9]{16})-[a-f0-9]{2}", value)
    if match is not None and match.group(1) != b"0" * 32 and match.group(2) != b"0" * 16:
        return match.group(1).decode()
    value = headers.get(b"x-request-id", b"")
    if re.fullmatch(rb"[a-zA-Z0-9_-]{1,64}", value):
        return value.decode()
    return make()


class RequestContext:
    def __init__(self, app, new_id):
        self.app = app
        self.new_id = new_id

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            before = get_request_id()
            mine = pick({k: v for k, v in scope["headers"]}, self.new_id)
            STATE.set(mine)
            try:
                await self.app(scope, receive, Sender(send, mine))
            finally:
                STATE.set(before)
        else:
            await self.app(scope, receive, send)


class Sender:
    def __init__(self, send, mine):
        self.send = send
        self.header = (b"x-request-id", mine.encode())

    async def __call__(self, message):
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], self.header]}
        await self.send(message)
