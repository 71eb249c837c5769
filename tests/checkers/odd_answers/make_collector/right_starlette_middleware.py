import json, math
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Mount


class PostOnly(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        if request.method != "POST":
            return Response("POST only", status_code=405)
        return await call_next(request)


def make_collector(store, max_body=4096, max_metrics=20):
    async def collect(scope, receive, send):
        body = b""
        while True:
            m = await receive()
            if m["type"] == "http.disconnect":
                return await Response(status_code=400)(scope, receive, send)
            body += m.get("body", b"")
            if len(body) > max_body:
                return await Response(status_code=413)(scope, receive, send)
            if not m.get("more_body", False):
                break
        rows = parse(body)
        if rows is None:
            return await Response(status_code=400)(scope, receive, send)
        store.extend(rows)
        await Response(status_code=204)(scope, receive, send)

    def parse(body):
        try:
            rows = []
            ms = json.loads(body.decode())["metrics"]
            if not isinstance(ms, list) or not 1 <= len(ms) <= max_metrics:
                return None
            for m in ms:
                if m["name"] not in ("LCP", "INP", "CLS", "FCP", "TTFB"):
                    return None
                if type(m["id"]) is not str or not 1 <= len(m["id"]) <= 64:
                    return None
                if (
                    type(m["value"]) not in (int, float)
                    or not math.isfinite(m["value"])
                    or m["value"] < 0
                ):
                    return None
                rows.append({"name": m["name"], "id": m["id"], "value": float(m["value"])})
            return rows
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            return None

    return Starlette(routes=[Mount("/", collect)], middleware=[Middleware(PostOnly)])
