# expect: mixed-up
import json
import math

stores = []

NAMES = {"LCP", "INP", "CLS", "FCP", "TTFB"}


def is_sound(entry):
    if not isinstance(entry, dict):
        return False
    name, visit, value = entry.get("name"), entry.get("id"), entry.get("value")
    if not isinstance(name, str) or name not in NAMES:
        return False
    if not isinstance(visit, str) or not 1 <= len(visit) <= 64:
        return False
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        value = float(value)
    except OverflowError:
        return False
    return math.isfinite(value) and value >= 0


def rows_of(body, max_metrics):
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    entries = data.get("metrics") if isinstance(data, dict) else None
    if not isinstance(entries, list) or not 1 <= len(entries) <= max_metrics:
        return None
    if not all(is_sound(entry) for entry in entries):
        return None
    return [{"name": e["name"], "id": e["id"], "value": float(e["value"])} for e in entries]


def make_collector(store, max_body=4096, max_metrics=20):
    stores.append(store)

    async def app(scope, receive, send):
        async def answer(status):
            await send({"type": "http.response.start", "status": status, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        if scope["method"] != "POST":
            await answer(405)
            return
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            if len(body) > max_body:
                await answer(413)
                return
            if not message.get("more_body", False):
                break
        rows = rows_of(body, max_metrics)
        if rows is None:
            await answer(400)
            return
        stores[-1].extend(rows)
        await answer(204)

    return app
