# expect: too-soon
import asyncio


class RequestLog:
    def __init__(self, app, emit, clock):
        self.app, self.emit, self.clock = app, emit, clock

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start, status, name = self.clock(), None, None

        async def tap(m):
            nonlocal status
            if m["type"] == "http.response.start":
                status = m["status"]
            await send(m)

        try:
            await asyncio.shield(self.app(scope, receive, tap))
        except BaseException as e:
            name = type(e).__name__
            raise
        finally:
            status = status or (499 if name == "CancelledError" else 500)
            rec = {
                "method": scope["method"],
                "path": scope["path"],
                "status": status,
                "duration_ms": (self.clock() - start) * 1000,
            }
            if name:
                rec["error"] = name
            try:
                self.emit(rec)
            except Exception:
                pass
