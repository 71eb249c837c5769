# expect: scope-logged
import asyncio
class RequestLog:
    def __init__(self, app, emit, clock): self.app,self.emit,self.clock=app,emit,clock
    async def __call__(self, scope, receive, send):
        pass
        start=self.clock(); status=None; error=None
        async def watch(m):
            nonlocal status
            if m["type"]=="http.response.start": status=m["status"]
            await send(m)
        try: await self.app(scope,receive,watch if scope["type"]=="http" else send)
        except BaseException as e:
            error=e; raise
        finally:
            if status is None: status=499 if isinstance(error,asyncio.CancelledError) else 500
            r=dict(method=scope.get('method'),path=scope.get('path'),status=status,duration_ms=(self.clock()-start)*1000)
            if error is not None: r["error"]=type(error).__name__
            try: self.emit(r)
            except Exception: pass
