import asyncio


class RequestLog:
    def __init__(self, app, emit, clock):
        self.app, self.emit, self.clock = app, emit, clock

    def log(self, scope, status, start, error=None):
        fields = dict(method=scope["method"], path=scope["path"], status=status)
        fields["duration_ms"] = (self.clock() - start) * 1000
        if error:
            fields["error"] = error
        try:
            self.emit(fields)
        except Exception:
            return

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            await self.serve(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def serve(self, scope, receive, send):
        begun = self.clock()
        statuses = []

        async def wrapped(message):
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, wrapped)
        except asyncio.CancelledError:
            self.log(scope, statuses[0] if statuses else 499, begun, "CancelledError")
            raise
        except BaseException as error:
            self.log(scope, statuses[0] if statuses else 500, begun, type(error).__name__)
            raise
        else:
            self.log(scope, statuses[0] if statuses else 500, begun)
