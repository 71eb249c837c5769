# expect: size-not-checked
# misconception: content-length is the size
import json
import math

from starlette.requests import Request
from starlette.responses import Response

NAMES = ("LCP", "INP", "CLS", "FCP", "TTFB")


def row(metric):
    name, visit, value = metric["name"], metric["id"], metric["value"]
    if name not in NAMES or not isinstance(visit, str) or not 1 <= len(visit) <= 64:
        raise ValueError
    if type(value) not in (int, float) or not math.isfinite(value) or value < 0:
        raise ValueError
    return {"name": name, "id": visit, "value": float(value)}


def make_collector(store, max_body=4096, max_metrics=20):
    async def status_of(request):
        if request.method != "POST":
            return 405
        if int(request.headers.get("Content-Length", 0)) > max_body:
            return 413
        try:
            metrics = json.loads(await request.body())["metrics"]
            if not isinstance(metrics, list) or not 1 <= len(metrics) <= max_metrics:
                return 400
            store.extend([row(metric) for metric in metrics])
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            return 400
        return 204

    async def app(scope, receive, send):
        status = await status_of(Request(scope, receive))
        await Response(status_code=status)(scope, receive, send)

    return app
