import json, math
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import Response


class Refuse(Exception):
    def __init__(self, status):
        self.status = status


def make_collector(store, max_body=4096, max_metrics=20):
    async def refused(request, exc):
        return Response(f"refused: {exc.status}", status_code=exc.status)

    async def gone(request, exc):
        return Response(status_code=400)

    async def every(request):
        if request.method != "POST":
            raise Refuse(405)
        raw = b""
        async for c in request.stream():
            raw += c
            if len(raw) > max_body:
                raise Refuse(413)
        try:
            ms = json.loads(raw.decode())["metrics"]
            rows = [{"name": m["name"], "id": m["id"], "value": m["value"] + 0.0} for m in ms]
            ok = (
                isinstance(ms, list)
                and 1 <= len(ms) <= max_metrics
                and all(
                    r["name"] in ("LCP", "INP", "CLS", "FCP", "TTFB")
                    and isinstance(r["id"], str)
                    and 1 <= len(r["id"]) <= 64
                    and not isinstance(m["value"], bool)
                    and math.isfinite(r["value"])
                    and r["value"] >= 0
                    for r, m in zip(rows, ms)
                )
            )
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            ok = False
        if not ok:
            raise Refuse(400)
        store.extend(rows)
        return Response(status_code=204)

    app = Starlette(exception_handlers={Refuse: refused, ClientDisconnect: gone})
    app.add_route(
        "/{p:path}",
        every,
        methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "CONNECT"],
    )
    return app
