# expect: kept-it-all
# misconception: look at the size at the end
import json
import math

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response


def make_collector(store, max_body=4096, max_metrics=20):
    async def app(scope, receive, send):
        request = Request(scope, receive)
        try:
            status = await collect(request)
        except ClientDisconnect:
            return
        await Response(status_code=status)(scope, receive, send)

    async def collect(request):
        if request.method != "POST":
            return 405
        body = await request.body()
        if len(body) > max_body:
            return 413
        try:
            metrics = json.loads(body)["metrics"]
            if not isinstance(metrics, list) or not 1 <= len(metrics) <= max_metrics:
                return 400
            rows = []
            for metric in metrics:
                name, visit, value = metric["name"], metric["id"], metric["value"]
                fine = name in ("LCP", "INP", "CLS", "FCP", "TTFB") and isinstance(visit, str)
                if not fine or not 1 <= len(visit) <= 64 or type(value) not in (int, float):
                    return 400
                if not math.isfinite(value) or value < 0:
                    return 400
                rows.append({"name": name, "id": visit, "value": float(value)})
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            return 400
        store.extend(rows)
        return 204

    return app
