# expect: no-record
# misconception: the happy path is the path
class RequestLog:
    def __init__(self, app, emit, clock):
        self.app = app
        self.emit = emit
        self.clock = clock

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        status = 500
        start = self.clock()

        async def noting(message):
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        await self.app(scope, receive, noting)
        took = (self.clock() - start) * 1000
        record = {"method": scope["method"], "path": scope["path"], "status": status}
        try:
            self.emit(record | {"duration_ms": took})
        except Exception:
            pass
