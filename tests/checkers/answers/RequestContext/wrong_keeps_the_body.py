# expect: not-passed-on
import re
from contextvars import ContextVar
_id = ContextVar("id", default=None)
def get_request_id(): return _id.get()
TP=re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
class RequestContext:
    def __init__(self, app, new_id): self.app,self.new_id=app,new_id
    async def __call__(self, scope, receive, send):
        if scope["type"]!="http": return await self.app(scope,receive,send)
        h={k:v.decode("latin-1") for k,v in scope["headers"]}
        m=TP.fullmatch(h.get(b"traceparent",""))
        if m and int(m[1],16) and int(m[2],16): rid=m[1]
        elif re.fullmatch("[A-Za-z0-9_-]{1,64}", h.get(b"x-request-id","")): rid=h[b"x-request-id"]
        else: rid=self.new_id()
        async def echo(m):
            if m["type"]=="http.response.start": m={**m,"headers":[*m["headers"],(b"x-request-id",rid.encode())]}
            if m["type"]=="http.response.start": await send(m)
        t=_id.set(rid)
        try: await self.app(scope,receive,echo)
        finally: _id.reset(t)
