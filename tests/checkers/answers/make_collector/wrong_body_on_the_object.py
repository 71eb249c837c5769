# expect: mixed-up
import json
import math

NAMES = {"LCP", "INP", "CLS", "FCP", "TTFB"}


def row(entry):
    name, visit, value = entry["name"], entry["id"], entry["value"]
    if not isinstance(name, str) or name not in NAMES or not isinstance(visit, str):
        raise ValueError
    if not 1 <= len(visit) <= 64 or type(value) not in (int, float):
        raise ValueError
    if not math.isfinite(value) or value < 0:
        raise ValueError
    return {"name": name, "id": visit, "value": float(value)}


class Collector:
    def __init__(self, store, max_body, max_metrics):
        self.store, self.max_body, self.max_metrics = store, max_body, max_metrics

    async def __call__(self, scope, receive, send):
        status = 405 if scope["method"] != "POST" else await self.read(receive)
        if status is None:
            return
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def read(self, receive):
        self.body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            self.body += message.get("body", b"")
            if len(self.body) > self.max_body:
                return 413
            if not message.get("more_body", False):
                return self.take()

    def take(self):
        try:
            entries = json.loads(self.body)["metrics"]
            if not isinstance(entries, list) or not 1 <= len(entries) <= self.max_metrics:
                return 400
            self.store.extend([row(entry) for entry in entries])
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            return 400
        return 204


def make_collector(store, max_body=4096, max_metrics=20):
    return Collector(store, max_body, max_metrics)
