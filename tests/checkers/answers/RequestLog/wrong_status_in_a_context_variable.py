# expect: wrong-status
from contextvars import ContextVar

_status = ContextVar("status", default=None)


class RequestLog:
    def __init__(self, app, emit, clock):
        self.app, self.emit, self.clock = app, emit, clock

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start, name = self.clock(), None
        _status.set(None)

        async def tap(m):
            if m["type"] == "http.response.start":
                _status.set(m["status"])
            await send(m)

        try:
            await self.app(scope, receive, tap)
        except BaseException as e:
            name = type(e).__name__
            raise
        finally:
            status = _status.get() or (499 if name == "CancelledError" else 500)
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
