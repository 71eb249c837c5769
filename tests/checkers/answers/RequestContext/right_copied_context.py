import asyncio
import contextvars
import re

_id = contextvars.ContextVar("_id", default=None)


def get_request_id():
    return _id.get()


def valid(scope):
    for name, pattern in (
        (b"traceparent", rb"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}"),
        (b"x-request-id", rb"([\w-]{1,64})()"),
    ):
        for key, value in scope["headers"]:
            found = re.fullmatch(pattern, value) if key == name else None
            if found and found[1].strip(b"0") + b"-" != b"-" or found and name == b"x-request-id":
                if name == b"x-request-id" or found[2].strip(b"0"):
                    return found[1].decode()
    return None


class RequestContext:
    def __init__(self, app, new_id):
        self.app = app
        self.new_id = new_id

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = valid(scope) or self.new_id()
        context = contextvars.copy_context()
        context.run(_id.set, request_id)

        async def send_with_id(message):
            if message["type"] == "http.response.start":
                extra = [(b"x-request-id", request_id.encode())]
                message = message | {"headers": list(message["headers"]) + extra}
            await send(message)

        task = asyncio.get_running_loop().create_task(
            self.app(scope, receive, send_with_id), context=context
        )
        try:
            await task
        except asyncio.CancelledError:
            task.cancel()
            raise
