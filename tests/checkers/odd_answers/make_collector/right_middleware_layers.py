import json, math


async def respond(send, status, text=b""):
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"text/plain")],
        }
    )
    await send({"type": "http.response.body", "body": text})


class OnlyPost:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["method"] != "POST":
            await respond(send, 405, b"POST only\n")
        else:
            await self.app(scope, receive, send)


class Limit(Exception):
    pass


class Left(Exception):
    pass


class BodyLimit:
    def __init__(self, app, limit):
        self.app, self.limit = app, limit

    async def __call__(self, scope, receive, send):
        seen = 0

        async def counted():
            nonlocal seen
            m = await receive()
            if m["type"] == "http.request":
                seen += len(m.get("body", b""))
                if seen > self.limit:
                    raise Limit
            return m

        try:
            await self.app(scope, counted, send)
        except Limit:
            await respond(send, 413, b"too long\n")
        except Left:
            pass


def make_collector(store, max_body=4096, max_metrics=20):
    async def inner(scope, receive, send):
        body = []
        while True:
            m = await receive()
            if m["type"] == "http.disconnect":
                raise Left
            body.append(m.get("body", b""))
            if not m.get("more_body", False):
                break
        rows = parse(b"".join(body))
        if rows is None:
            await respond(send, 400, b"malformed\n")
        else:
            store.extend(rows)
            await respond(send, 204)

    def parse(raw):
        try:
            doc = json.loads(raw.decode())
        except (UnicodeDecodeError, json.JSONDecodeError, RecursionError, ValueError):
            return None
        if not isinstance(doc, dict):
            return None
        ms = doc.get("metrics")
        if not isinstance(ms, list) or not 1 <= len(ms) <= max_metrics:
            return None
        out = [one(m) for m in ms]
        return None if None in out else out

    def one(m):
        if not isinstance(m, dict):
            return None
        n, i, v = m.get("name"), m.get("id"), m.get("value")
        if not isinstance(n, str) or n not in {"LCP", "INP", "CLS", "FCP", "TTFB"}:
            return None
        if not isinstance(i, str) or len(i) == 0 or len(i) > 64:
            return None
        if isinstance(v, bool) or not isinstance(v, (int, float)):
            return None
        try:
            v = float(v)
        except OverflowError:
            return None
        return {"name": n, "id": i, "value": v} if math.isfinite(v) and v >= 0 else None

    return OnlyPost(BodyLimit(inner, max_body))
