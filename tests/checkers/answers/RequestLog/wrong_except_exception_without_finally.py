# expect: no-record
# misconception: Exception catches everything
class RequestLog:
    def __init__(self, app, emit, clock):
        self.app = app
        self.emit = emit
        self.clock = clock

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        record = {"method": scope["method"], "path": scope["path"], "status": 500}
        start = self.clock()

        async def noting(message):
            if message["type"] == "http.response.start":
                record["status"] = message["status"]
            await send(message)

        failure = None
        try:
            await self.app(scope, receive, noting)
        except Exception as error:
            record["error"] = type(error).__name__
            failure = error
        record["duration_ms"] = (self.clock() - start) * 1000
        try:
            self.emit(record)
        except Exception:
            pass
        if failure is not None:
            raise failure
