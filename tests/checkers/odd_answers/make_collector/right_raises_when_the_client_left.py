import json, math

NAMES = {"LCP", "INP", "CLS", "FCP", "TTFB"}


def make_collector(store, max_body=4096, max_metrics=20):
    async def app(scope, receive, send):
        async def answer(status):
            await send({"type": "http.response.start", "status": status, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        if scope["method"] != "POST":
            return await answer(405)
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise RuntimeError("client left")
            body += message.get("body", b"")
            if len(body) > max_body:
                return await answer(413)
            if not message.get("more_body", False):
                break
        try:
            data = json.loads(body.decode("utf-8"))
            rows = []
            metrics = data["metrics"]
            if not isinstance(metrics, list) or not 1 <= len(metrics) <= max_metrics:
                raise ValueError
            for m in metrics:
                name, id_, value = m["name"], m["id"], m["value"]
                if name not in NAMES:
                    raise ValueError
                if not isinstance(id_, str) or not 1 <= len(id_) <= 64:
                    raise ValueError
                if isinstance(value, bool) or not isinstance(value, (int, float)):
                    raise ValueError
                value = float(value)
                if not math.isfinite(value) or value < 0:
                    raise ValueError
                rows.append({"name": name, "id": id_, "value": value})
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return await answer(400)
        store.extend(rows)
        await answer(204)

    return app
