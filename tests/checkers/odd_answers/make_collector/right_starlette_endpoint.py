import json, math
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.exceptions import HTTPException

KNOWN = frozenset("LCP INP CLS FCP TTFB".split())


def make_collector(store, max_body=4096, max_metrics=20):
    class Vitals(HTTPEndpoint):
        async def post(self, request):
            size, parts = 0, []
            try:
                async for chunk in request.stream():
                    size += len(chunk)
                    if size > max_body:
                        raise HTTPException(413)
                    parts.append(chunk)
            except ClientDisconnect:
                return Response(status_code=204)
            try:
                rows = [clean(m) for m in bounded(json.loads(b"".join(parts).decode("utf-8")))]
            except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as e:
                raise HTTPException(400, detail=type(e).__name__) from e
            store.extend(rows)
            return Response(status_code=204)

    def bounded(data):
        metrics = data["metrics"]
        if not isinstance(metrics, list):
            raise TypeError
        if len(metrics) not in range(1, max_metrics + 1):
            raise ValueError
        return metrics

    def clean(m):
        if m["name"] not in KNOWN or not isinstance(m["id"], str) or not (1 <= len(m["id"]) <= 64):
            raise ValueError
        if isinstance(m["value"], bool) or not isinstance(m["value"], (int, float)):
            raise TypeError
        v = float(m["value"])
        if v < 0 or math.isinf(v) or math.isnan(v):
            raise ValueError
        return {"name": m["name"], "id": m["id"], "value": v}

    return Starlette(routes=[Route("/{rest:path}", Vitals)])
