import functools
import io
import json
import math
import re

NAME = re.compile("LCP|INP|CLS|FCP|TTFB")


def integer(text):
    return float(text)


def refuse(constant):
    raise ValueError(constant)


decoder = json.JSONDecoder(parse_int=integer, parse_constant=refuse)


def checked(metric):
    name, visit, value = metric.get("name"), metric.get("id"), metric.get("value")
    if not isinstance(value, float) or value < 0 or math.isinf(value):
        raise ValueError("value")
    if not isinstance(visit, str) or not visit or visit[64:]:
        raise ValueError("id")
    if not NAME.fullmatch(name):
        raise ValueError("name")
    return dict(zip(("name", "id", "value"), (name, visit, value), strict=True))


async def app(store, max_body, max_metrics, scope, receive, send):
    async def reply(status):
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    if scope["method"] != "POST":
        return await reply(405)
    file = io.BytesIO()
    while file.tell() <= max_body:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        file.write(message.get("body", b""))
        if not message.get("more_body", False):
            break
    if file.tell() > max_body:
        return await reply(413)
    try:
        metrics = decoder.decode(file.getvalue().decode())["metrics"]
        if not isinstance(metrics, list):
            raise TypeError("metrics")
        rows = list(map(checked, metrics))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return await reply(400)
    if not 0 < len(rows) <= max_metrics:
        return await reply(400)
    store[len(store) :] = rows
    return await reply(204)


def make_collector(store, max_body=4096, max_metrics=20):
    return functools.partial(app, store, max_body, max_metrics)
