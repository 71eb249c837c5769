# expect: many-records
# misconception: log in except and in finally
class RequestLog:
    def __init__(self, app, emit, clock):
        self.app = app
        self.emit = emit
        self.clock = clock

    def quietly(self, record):
        try:
            self.emit(record)
        except Exception:
            pass

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        status = None
        start = self.clock()

        async def noting(message):
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        record = {"method": scope["method"], "path": scope["path"]}
        try:
            await self.app(scope, receive, noting)
        except BaseException as error:
            name = type(error).__name__
            record["status"] = status or (499 if name == "CancelledError" else 500)
            record["error"] = name
            record["duration_ms"] = (self.clock() - start) * 1000
            self.quietly(record)
            raise
        finally:
            record["status"] = record.get("status") or status or 500
            record["duration_ms"] = (self.clock() - start) * 1000
            self.quietly(record)
