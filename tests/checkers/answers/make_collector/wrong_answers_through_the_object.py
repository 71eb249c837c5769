# expect: mixed-up
import json, math


class App:
    def __init__(self, store, max_body, max_metrics):
        self.__dict__.update(store=store, max_body=max_body, max_metrics=max_metrics)

    async def __call__(self, scope, receive, send):
        self.send = send
        if scope["method"] != "POST":
            return await self.done(405)
        body = b""
        while True:
            m = await receive()
            if m["type"] == "http.disconnect":
                return
            body += m.get("body", b"")
            if len(body) > self.max_body:
                return await self.done(413)
            if not m.get("more_body"):
                break
        try:
            ms = json.loads(body.decode())["metrics"]
            assert isinstance(ms, list) and 1 <= len(ms) <= self.max_metrics
            rows = []
            for m in ms:
                assert m["name"] in ("LCP", "INP", "CLS", "FCP", "TTFB")
                assert type(m["id"]) is str and 1 <= len(m["id"]) <= 64
                assert (
                    type(m["value"]) in (int, float)
                    and math.isfinite(m["value"])
                    and m["value"] >= 0
                )
                rows.append({"name": m["name"], "id": m["id"], "value": float(m["value"])})
        except Exception:
            return await self.done(400)
        self.store.extend(rows)
        await self.done(204)

    async def done(self, s):
        await self.send({"type": "http.response.start", "status": s, "headers": []})
        await self.send({"type": "http.response.body", "body": b""})


def make_collector(store, max_body=4096, max_metrics=20):
    return App(store, max_body, max_metrics)
