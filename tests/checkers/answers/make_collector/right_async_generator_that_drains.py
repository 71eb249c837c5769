import json
from dataclasses import asdict, dataclass
from math import inf

KNOWN = {"LCP", "INP", "CLS", "FCP", "TTFB"}


@dataclass
class Row:
    name: str
    id: str
    value: float

    def __post_init__(self):
        if not (isinstance(self.name, str) and self.name in KNOWN):
            raise ValueError(self.name)
        if not (isinstance(self.id, str) and 1 <= len(self.id) <= 64):
            raise ValueError(self.id)
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)):
            raise ValueError(self.value)
        self.value = float(self.value)
        if not 0 <= self.value < inf:
            raise ValueError(self.value)


class Gone(Exception):
    pass


async def parts(receive):
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        yield message.get("body", b"")
        more = message.get("more_body", False)


async def kept(receive, limit):
    """The body; None when it was longer. It is read to its end, and only so much is kept."""
    body, size = b"", 0
    async for part in parts(receive):
        size += len(part)
        body = body + part if size <= limit else b""
    return body if size <= limit else None


def make_collector(store, max_body=4096, max_metrics=20):
    def take(body):
        if body is None:
            return 413
        try:
            entries = json.loads(body)["metrics"]
            if not isinstance(entries, list) or not 0 < len(entries) <= max_metrics:
                return 400
            rows = [Row(entry["name"], entry["id"], entry["value"]) for entry in entries]
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
            return 400
        store.extend(map(asdict, rows))
        return 204

    async def app(scope, receive, send):
        status = 405
        if scope["method"] == "POST":
            try:
                status = take(await kept(receive, max_body))
            except Gone:
                return
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body"})

    return app
