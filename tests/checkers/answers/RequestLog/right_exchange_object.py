import asyncio


class Exchange:
    def __init__(self, log, scope, send):
        self.log = log
        self.scope = scope
        self.forward = send
        self.status = None
        self.start = log.clock()

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
        await self.forward(message)

    def over(self, error):
        record = {"method": self.scope["method"], "path": self.scope["path"]}
        if self.status is not None:
            record["status"] = self.status
        elif isinstance(error, asyncio.CancelledError):
            record["status"] = 499
        else:
            record["status"] = 500
        record["duration_ms"] = (self.log.clock() - self.start) * 1000
        if error is not None:
            record["error"] = error.__class__.__name__
        try:
            self.log.emit(record)
        except Exception:
            pass


class RequestLog:
    def __init__(self, app, emit, clock):
        self.app = app
        self.emit = emit
        self.clock = clock

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = Exchange(self, scope, send)
        failure = None
        try:
            await self.app(scope, receive, exchange.send)
        except BaseException as error:
            failure = error
        exchange.over(failure)
        if failure is not None:
            raise failure
