class RequestLog:
    def __init__(self, app, emit, clock):
        self.app = app
        self.emit = emit
        self.clock = clock

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = None
        error = None
        start = self.clock()

        async def noting(message):
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except BaseException as raised:
            error = type(raised).__name__
            raise
        finally:
            if status is None:
                status = 499 if error == "CancelledError" else 500
            record = {
                "method": scope["method"],
                "path": scope["path"],
                "status": status,
                "duration_ms": round((self.clock() - start) * 1000, 3),
            }
            if error is not None:
                record["error"] = error
            try:
                self.emit(record)
            except Exception:
                pass
