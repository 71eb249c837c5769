import asyncio
import contextlib


class RequestLog:
    def __init__(self, app, emit, clock):
        self.app, self.emit, self.clock = app, emit, clock

    @contextlib.contextmanager
    def _timed(self, scope, seen):
        start = self.clock()
        err = None
        try:
            yield
        except BaseException as e:
            err = e
            raise
        finally:
            default = 499 if isinstance(err, asyncio.CancelledError) else 500
            rec = {
                "method": scope["method"],
                "path": scope["path"],
                "status": seen.get("status", default),
                "duration_ms": (self.clock() - start) * 1000,
            }
            if err is not None:
                rec["error"] = type(err).__name__
            self._safe(rec)

    def _safe(self, rec):
        try:
            self.emit(rec)
        except Exception as e:
            self.last_problem = e

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            seen = {}

            async def tap(m):
                if "status" in m:
                    seen["status"] = m["status"]
                await send(m)

            with self._timed(scope, seen):
                await self.app(scope, receive, tap)
        else:
            await self.app(scope, receive, send)
