from asyncio import CancelledError
from contextlib import asynccontextmanager, suppress


class RequestLog:
    def __init__(self, app, emit, clock):
        self.app = app
        self.emit = emit
        self.clock = clock

    @asynccontextmanager
    async def logged(self, scope):
        seen = {"method": scope["method"], "path": scope["path"]}
        start = self.clock()
        try:
            yield seen
        except CancelledError:
            seen.setdefault("status", 499)
            seen["error"] = "CancelledError"
            raise
        except BaseException as error:
            seen["error"] = type(error).__name__
            raise
        finally:
            seen.setdefault("status", 500)
            seen["duration_ms"] = round(1000 * (self.clock() - start), 3)
            with suppress(Exception):
                self.emit(seen)

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        async with self.logged(scope) as seen:

            async def note(message):
                if message["type"] == "http.response.start":
                    seen["status"] = message["status"]
                await send(message)

            await self.app(scope, receive, note)
