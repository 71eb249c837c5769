import asyncio
import functools


class RequestLog:
    def __init__(self, app, emit, clock):
        self.app, self.emit, self.clock = app, emit, clock

    async def _tap(self, note, send, message):
        if message["type"] == "http.response.start":
            note["status"] = message["status"]
        await send(message)

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        note = {"start": self.clock()}
        try:
            await self.app(scope, receive, functools.partial(self._tap, note, send))
        except BaseException as e:
            self._out(scope, note, e)
            raise
        else:
            self._out(scope, note, None)

    def _out(self, scope, note, e):
        took = self.clock() - note["start"]
        status = note.get("status")
        if status is None:
            status = 499 if type(e) is asyncio.CancelledError else 500
        try:
            self.emit(
                {
                    "method": scope["method"],
                    "path": scope["path"],
                    "status": status,
                    "duration_ms": took * 1000,
                    **({"error": type(e).__name__} if e is not None else {}),
                }
            )
        except Exception:
            pass
