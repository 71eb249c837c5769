import json
import math
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response


def number(value):
    return type(value) in (int, float) and value >= 0 and math.isfinite(value)


def row(metric):
    if not isinstance(metric, dict) or not {"name", "id", "value"} <= metric.keys():
        return None
    fine = (
        metric["name"] in ["LCP", "INP", "CLS", "FCP", "TTFB"]
        and isinstance(metric["id"], str)
        and len(metric["id"]) in range(1, 65)
        and number(metric["value"])
    )
    return {**{k: metric[k] for k in ("name", "id")}, "value": metric["value"] * 1.0} if fine else None


class make_collector:
    def __init__(self, store, max_body=4096, max_metrics=20):
        self.store, self.max_body, self.max_metrics = store, max_body, max_metrics

    async def __call__(self, scope, receive, send):
        status = await self.collect(Request(scope, receive))
        await Response(status_code=status)(scope, receive, send)

    async def collect(self, request):
        if request.method != "POST":
            return HTTPStatus.METHOD_NOT_ALLOWED
        room, chunks = self.max_body, []
        async for chunk in request.stream():
            room -= len(chunk)
            if room < 0:
                return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            chunks.append(chunk)
        try:
            beacon = json.loads(b"".join(chunks))
            rows = [row(metric) for metric in beacon["metrics"][: self.max_metrics + 1]]
        except Exception:
            return HTTPStatus.BAD_REQUEST
        if None in rows or not 1 <= len(rows) <= self.max_metrics:
            return HTTPStatus.BAD_REQUEST
        for each in rows:
            self.store.append(each)
        return HTTPStatus.NO_CONTENT
