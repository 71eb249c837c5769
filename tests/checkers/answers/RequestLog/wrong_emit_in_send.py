# expect: too-soon
# misconception: headers sent = request finished
class RequestLog:
    def __init__(self, app, emit, clock):
        self.app = app
        self.emit = emit
        self.clock = clock

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        start = self.clock()

        async def logging_send(message):
            if message["type"] == "http.response.start":
                try:
                    self.emit(
                        {
                            "method": scope["method"],
                            "path": scope["path"],
                            "status": message["status"],
                            "duration_ms": (self.clock() - start) * 1000,
                        }
                    )
                except Exception:
                    pass
            await send(message)

        await self.app(scope, receive, logging_send)
