import json, math
from dataclasses import dataclass
from enum import StrEnum


class Metric(StrEnum):
    LCP = "LCP"
    INP = "INP"
    CLS = "CLS"
    FCP = "FCP"
    TTFB = "TTFB"


class Bad(Exception):
    def __init__(self, status):
        self.status = status


class Gone(Exception):
    pass


@dataclass
class Collector:
    store: list
    max_body: int
    max_metrics: int

    async def __call__(self, scope, receive, send):
        assert scope["type"] == "http"
        try:
            if scope["method"] != "POST":
                raise Bad(405)
            rows = self.parse(await self.read(receive))
        except Gone:
            return
        except Bad as bad:
            status = bad.status
        else:
            self.store += rows
            status = 204
        await send({"type": "http.response.start", "status": status})
        await send({"type": "http.response.body"})

    async def read(self, receive):
        chunks, size, more = [], 0, True
        while more:
            m = await receive()
            if m["type"] == "http.disconnect":
                raise Gone
            chunk = m.get("body", b"")
            size += len(chunk)
            if size > self.max_body:
                raise Bad(413)
            chunks.append(chunk)
            more = m.get("more_body", False)
        return b"".join(chunks)

    def parse(self, raw):
        try:
            doc = json.loads(str(raw, "utf-8"))
        except (ValueError, RecursionError):
            raise Bad(400) from None
        entries = doc.get("metrics") if isinstance(doc, dict) else None
        if not isinstance(entries, list) or not 0 < len(entries) <= self.max_metrics:
            raise Bad(400)
        return [self.row(e) for e in entries]

    def row(self, e):
        if not isinstance(e, dict):
            raise Bad(400)
        try:
            name = Metric(e.get("name"))
        except ValueError:
            raise Bad(400) from None
        i, v = e.get("id"), e.get("value")
        if type(i) is not str or not 0 < len(i) < 65:
            raise Bad(400)
        if type(v) not in (int, float):
            raise Bad(400)
        try:
            v = float(v)
        except OverflowError:
            raise Bad(400) from None
        if not 0 <= v < math.inf:
            raise Bad(400)
        return dict(name=name, id=i, value=v)


def make_collector(store, max_body=4096, max_metrics=20):
    return Collector(store, max_body, max_metrics)
