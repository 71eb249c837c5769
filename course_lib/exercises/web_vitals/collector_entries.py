"""What stands in a beacon: no JSON, other JSON, and entries that are not sound."""

from __future__ import annotations

import json

from course_lib.exercises.bench import Bench
from course_lib.exercises.web_vitals.beacons import EARLIER, accepted, body_of, metric, refused
from course_lib.exercises.words import shown
from course_lib.tracing.runtime import in_browser


def malformed_bodies(bench: Bench) -> None:
    """No JSON, other JSON, JSON without what is needed."""
    bad = {
        "No JSON": b"{metrics:",
        "An empty body": b"",
        "Bytes that are no UTF-8": body_of(metric(url="?")).replace(b"?", b"\xff\xfe"),
        "JSON with more behind it": body_of(metric()) + b"]",
        "Python and no JSON": repr({"metrics": [metric()]}).encode(),
        "A JSON list": b"[]",
        "A JSON number": b"7",
        "null": b"null",
        "A JSON text": b'"metrics"',
        "No metrics": b"{}",
        "A list of entries": json.dumps([metric()]).encode(),
        "An entry": json.dumps(metric()).encode(),
        "Metrics that are no list": b'{"metrics": {"name": "LCP"}}',
        "Metrics that are one entry": json.dumps({"metrics": metric()}).encode(),
        "Metrics that are text": b'{"metrics": "LCP"}',
        "Metrics that are null": b'{"metrics": null}',
        "An empty list of metrics": b'{"metrics": []}',
        "JSON nested too deep": b"[" * 3000,
        "Metrics nested too deep": b'{"metrics": ' + b"[" * 2000 + b"]" * 2000 + b"}",
    }
    for story, body in bad.items():
        refused(bench, [body], 400, "malformed", "malformed-accepted", story)
    # How deep is too deep depends on the version of Python; this is, for each. Inside a browser it
    # would end Python itself: no answer could catch it, so there it is not tried.
    if not in_browser():
        deep, story = [b"[" * 200_000], "200,000 brackets"
        refused(bench, deep, 400, "malformed", "malformed-accepted", story, max_body=300_000)
    for entry in (7, "LCP", None, [], ["LCP", "v", 1], True, {}):
        story = f"A metric that is {shown(entry)}"
        body = [body_of(metric(), entry)]
        refused(bench, body, 400, "malformed", "malformed-accepted", story)
    for missing in ("name", "id", "value"):
        entry = metric()
        del entry[missing]
        story = f"A metric without {missing}"
        refused(bench, [body_of(entry)], 400, "malformed", "malformed-accepted", story)


def too_many_metrics(bench: Bench) -> None:
    """max_metrics are fine, one more is not."""
    twenty = [metric(visit=f"v{i}") for i in range(20)]
    accepted(bench, twenty[:2], "exactly max_metrics", max_metrics=2)
    accepted(bench, twenty, "exactly 20 metrics")
    story = "21 metrics"
    refused(bench, [body_of(*twenty, metric())], 400, "count", "too-many-accepted", story)
    three, story = [body_of(*twenty[:3])], "More than max_metrics"
    refused(bench, three, 400, "count", "too-many-accepted", story, max_metrics=2)


def bad_names_and_ids(bench: Bench) -> None:
    """Names nobody knows, names that are no text, ids too long."""
    for name in ("FID", "lcp", "LCP ", "", "__proto__", 5, None, ["LCP"], {"LCP": 1}):
        story = f"The name {shown(name)}"
        body = [body_of(metric(), metric(name))]
        refused(bench, body, 400, "names", "name-accepted", story)
    for visit in ("", "x" * 65, 7, None, ["v"], True, {"v": 1}):
        story = f"The id {shown(visit)}"
        refused(bench, [body_of(metric(visit=visit))], 400, "names", "id-accepted", story)


def bad_values(bench: Bench) -> None:
    """What JSON can carry and a percentile cannot."""
    for text in ("NaN", "Infinity", "1e999", "9" * 400):
        body = f'{{"metrics": [{{"name": "CLS", "id": "v", "value": {text}}}]}}'.encode()
        code = "nan-accepted" if len(text) < 20 else "value-accepted"
        story = f"The value {text if len(text) < 20 else 'of 400 digits'}"
        refused(bench, [body], 400, "values", code, story)
    for value in (-250, -1, -0.001, float("-inf")):
        story, body = f"The value {value}", [body_of(metric(value=value))]
        refused(bench, body, 400, "values", "negative-accepted", story)
    for value in (True, False, "12", "NaN", None, [1], {"a": 1}, ""):
        story, body = f"The value {shown(value)}", [body_of(metric(value=value))]
        refused(bench, body, 400, "values", "value-accepted", story)


def good_beside_bad(bench: Bench) -> None:
    """All or nothing, wherever the bad one stands."""
    good, bad = [metric(visit=f"g{i}") for i in range(3)], metric(value=-5)
    for i in range(4):
        body = [body_of(*good[:i], bad, *good[i:])]
        story = f"Three good metrics and a bad one at {i}"
        refused(bench, body, 400, "values", "negative-accepted", story, before=[EARLIER])
