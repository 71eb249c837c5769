import sys


class RequestLog:
    def __init__(self, app, emit, clock):
        self._app = app
        self._emit = emit
        self._clock = clock

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        started = self._clock()
        status = [None]

        async def watched(message):
            if message["type"] == "http.response.start":
                status[0] = message["status"]
            return await send(message)

        try:
            return await self._app(scope, receive, watched)
        finally:
            kind = sys.exc_info()[0]
            extra = {} if kind is None else {"error": kind.__name__}
            fallback = 499 if extra.get("error") == "CancelledError" else 500
            try:
                self._emit(
                    {
                        "method": scope["method"],
                        "path": scope["path"],
                        "status": status[0] or fallback,
                        "duration_ms": (self._clock() - started) * 1000,
                    }
                    | extra
                )
            except Exception:
                pass
