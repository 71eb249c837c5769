import asyncio
import json
import math


async def pump(receive, parts):
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            await parts.put(None)
            return
        await parts.put(message.get("body", b""))
        more = message.get("more_body", False)
    await parts.put(Ellipsis)


def sound(metric):
    try:
        value = metric["value"]
        return (
            metric["name"] in {"LCP": 1, "INP": 1, "CLS": 1, "FCP": 1, "TTFB": 1}
            and isinstance(metric["id"], str)
            and 1 <= len(metric["id"]) <= 64
            and not isinstance(value, bool)
            and isinstance(value, (int, float))
            and math.isfinite(value)
            and value >= 0
        )
    except (KeyError, TypeError, OverflowError):
        return False


def make_collector(store, max_body=4096, max_metrics=20):
    async def app(scope, receive, send):
        status = 405
        if scope["method"] == "POST":
            status = await collect(receive)
        if status:
            await send({"type": "http.response.start", "status": status, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    async def collect(receive):
        parts = asyncio.Queue(1)
        task = asyncio.create_task(pump(receive, parts))
        body = b""
        try:
            while (part := await parts.get()) is not Ellipsis:
                if part is None:
                    return 0
                body += part
                if len(body) > max_body:
                    return 413
        finally:
            task.cancel()
        try:
            metrics = json.loads(body)["metrics"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return 400
        if not isinstance(metrics, list) or not 1 <= len(metrics) <= max_metrics:
            return 400
        if not all(map(sound, metrics)):
            return 400
        for metric in metrics:
            store.append({k: metric[k] for k in ("name", "id")} | {"value": float(metric["value"])})
        return 204

    return app
