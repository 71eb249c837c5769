import json
import math


class Refused(Exception):
    pass


async def read(receive, limit):
    parts, size = [], 0
    while True:
        message = await receive()
        match message["type"]:
            case "http.request":
                part = message.get("body", b"")
                size += len(part)
                if size > limit:
                    raise Refused(413)
                parts.append(part)
                if not message.get("more_body"):
                    return b"".join(parts)
            case "http.disconnect":
                return None


def row(entry):
    match entry:
        case {
            "name": "LCP" | "INP" | "CLS" | "FCP" | "TTFB" as name,
            "id": str(visit),
            "value": int() | float() as value,
        } if 0 < len(visit) <= 64 and not isinstance(value, bool) and 0 <= value < math.inf:
            return {"name": name, "id": visit, "value": float(value)}
    raise Refused(400)


def parse(body, limit):
    try:
        match json.loads(body.decode("utf-8")):
            case {"metrics": list(entries)} if 0 < len(entries) <= limit:
                return [row(entry) for entry in entries]
    except (ValueError, RecursionError, OverflowError) as error:
        raise Refused(400) from error
    raise Refused(400)


def make_collector(store, max_body=4096, max_metrics=20):
    async def collector(scope, receive, send):
        try:
            if scope["method"] != "POST":
                raise Refused(405)
            body = await read(receive, max_body)
            if body is None:
                return
            store.extend(parse(body, max_metrics))
            status = 204
        except Refused as refused:
            status = refused.args[0]
        text = b"" if status == 204 else b"refused"
        await send({"type": "http.response.start", "status": status})
        await send({"type": "http.response.body", "body": text})

    return collector
