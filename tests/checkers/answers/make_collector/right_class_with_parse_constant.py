import json


def no_constant(text):
    raise ValueError(f"{text} is no number")


class Collector:
    names = frozenset(["LCP", "INP", "CLS", "FCP", "TTFB"])

    def __init__(self, store, max_body, max_metrics):
        self.store = store
        self.max_body = max_body
        self.max_metrics = max_metrics

    async def __call__(self, scope, receive, send):
        status = await self.status_of(scope, receive)
        if status is not None:
            await send({"type": "http.response.start", "status": status, "headers": []})
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def status_of(self, scope, receive):
        if scope["method"] != "POST":
            return 405
        body, more = bytearray(), True
        while more:
            event = await receive()
            if event["type"] != "http.request":
                return None
            body.extend(event.get("body", b""))
            more = event.get("more_body", False)
            if len(body) > self.max_body:
                return 413
        try:
            rows = list(self.rows(json.loads(body.decode(), parse_constant=no_constant)))
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
            return 400
        self.store.extend(rows)
        return 204

    def rows(self, data):
        metrics = data["metrics"]
        if not isinstance(metrics, list) or not metrics or len(metrics) > self.max_metrics:
            raise ValueError("metrics")
        for metric in metrics:
            name, visit, value = (metric[key] for key in ("name", "id", "value"))
            if not isinstance(visit, str) or visit == "" or len(visit) > 64:
                raise ValueError("id")
            if name not in self.names or isinstance(value, (bool, str)):
                raise ValueError("name or value")
            value = float(value)
            if value < 0 or value == float("inf"):
                raise ValueError("value")
            yield {"name": name, "id": visit, "value": value}


def make_collector(store, max_body=4096, max_metrics=20):
    return Collector(store, max_body, max_metrics)
