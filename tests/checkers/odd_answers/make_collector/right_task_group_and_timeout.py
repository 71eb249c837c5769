import asyncio, json, math


class Refused(Exception):
    def __init__(self, status):
        self.status = status


def make_collector(store, max_body=4096, max_metrics=20):
    async def read(receive):
        data = bytearray()
        async with asyncio.timeout(30):
            while True:
                m = await receive()
                if m["type"] == "http.disconnect":
                    raise asyncio.IncompleteReadError(bytes(data), None)
                data += m.get("body", b"")
                if len(data) > max_body:
                    raise Refused(413)
                if not m.get("more_body", False):
                    return bytes(data)

    def rows(raw):
        try:
            ms = json.loads(raw.decode())["metrics"]
            if not isinstance(ms, list) or not 1 <= len(ms) <= max_metrics:
                raise Refused(400)
            out = []
            for m in ms:
                v = m["value"]
                if (
                    m["name"] not in ("LCP", "INP", "CLS", "FCP", "TTFB")
                    or not isinstance(m["id"], str)
                    or not 1 <= len(m["id"]) <= 64
                    or isinstance(v, bool)
                    or not isinstance(v, (int, float))
                    or not math.isfinite(v)
                    or v < 0
                ):
                    raise Refused(400)
                out.append({"name": m["name"], "id": m["id"], "value": float(v)})
            return out
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            raise Refused(400)

    async def app(scope, receive, send):
        status = 204
        try:
            if scope["method"] != "POST":
                raise Refused(405)
            async with asyncio.TaskGroup() as tg:
                task = tg.create_task(read(receive))
            new = rows(task.result())
            store.extend(new)
        except* Refused as group:
            status = group.exceptions[0].status
        except* asyncio.IncompleteReadError:
            status = None
        if status is not None:
            await send(
                {
                    "type": "http.response.start",
                    "status": status,
                    "headers": [(b"content-length", b"0")] if status != 204 else [],
                }
            )
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return app
