from contextlib import AsyncExitStack


class RequestLog:
    def __init__(self, app, emit, clock):
        self.app = app
        self.emit = emit
        self.clock = clock

    async def __call__(self, scope, receive, send):
        if scope["type"] in ("websocket", "lifespan"):
            await self.app(scope, receive, send)
            return
        started = {}
        begin = self.clock()

        async def spy(message):
            started.update({"status": message["status"]} if "status" in message else {})
            await send(message)

        def write(kind, error, trace):
            record = {"method": scope["method"], "path": scope["path"], "status": 500} | started
            if kind is not None:
                record["error"] = kind.__name__
                if kind.__name__ == "CancelledError" and not started:
                    record["status"] = 499
            record["duration_ms"] = round((self.clock() - begin) * 1000, 3)
            try:
                self.emit(record)
            except Exception:
                pass
            return False

        async with AsyncExitStack() as stack:
            stack.push(write)
            await self.app(scope, receive, spy)
