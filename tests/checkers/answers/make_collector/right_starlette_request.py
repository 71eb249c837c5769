import json
import math

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

NAMES = ("LCP", "INP", "CLS", "FCP", "TTFB")


def sound(metric):
    name, visit, value = metric["name"], metric["id"], metric["value"]
    if type(name) is not str or type(visit) is not str or type(value) not in (int, float):
        raise TypeError("a field of another type")
    if name not in NAMES or not 0 < len(visit) < 65:
        raise ValueError("a name or an id")
    value = float(value)
    if not math.isfinite(value) or value < 0:
        raise ValueError("a value")
    return {"name": name, "id": visit, "value": value}


async def collect(request, store, max_body, max_metrics):
    if request.method != "POST":
        return PlainTextResponse("POST only", 405, headers={"allow": "POST"})
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_body:
            return PlainTextResponse("too long", 413)
    try:
        metrics = json.loads(body)["metrics"]
        if type(metrics) is not list or len(metrics) not in range(1, max_metrics + 1):
            raise ValueError("how many?")
        rows = [sound(metric) for metric in metrics]
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        return PlainTextResponse(f"{type(error).__name__}", 400)
    store.extend(rows)
    return Response(status_code=204)


def make_collector(store, max_body=4096, max_metrics=20):
    async def app(scope, receive, send):
        try:
            response = await collect(Request(scope, receive), store, max_body, max_metrics)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    return app
