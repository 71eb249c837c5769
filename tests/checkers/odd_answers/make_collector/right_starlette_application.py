import json
import math

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Route


def make_collector(store, max_body=4096, max_metrics=20):
    async def collect(request):
        body = b""
        try:
            async for chunk in request.stream():
                if len(body) + len(chunk) > max_body:
                    raise HTTPException(413)
                body += chunk
        except ClientDisconnect:
            return Response(status_code=400)
        try:
            metrics = json.loads(body)["metrics"]
            if not isinstance(metrics, list) or not 1 <= len(metrics) <= max_metrics:
                raise ValueError
            rows = []
            for metric in metrics:
                if metric["name"] not in ("LCP", "INP", "CLS", "FCP", "TTFB"):
                    raise ValueError
                if not isinstance(metric["id"], str) or not 1 <= len(metric["id"]) <= 64:
                    raise ValueError
                if type(metric["value"]) not in (int, float):
                    raise ValueError
                value = float(metric["value"])
                if not math.isfinite(value) or value < 0:
                    raise ValueError
                rows.append({"name": metric["name"], "id": metric["id"], "value": value})
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            raise HTTPException(400) from None
        store.extend(rows)
        return Response(status_code=204)

    return Starlette(routes=[Route("/{path:path}", collect, methods=["POST"])])
