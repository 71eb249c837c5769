"""What a log tells: per route how many requests, how many errors, and how slow."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.shop.records import parsed

# A percentile of fewer requests than this says nothing about the tail.
PERCENTILES = (50, 95, 99)


@dataclass(frozen=True)
class Row:
    """One route. `p50`, `p95` and `p99` are milliseconds; `errors` are statuses from 500 on."""

    route: str
    requests: int
    errors: int
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True)
class Summary:
    """A log, route by route. Prints as a table."""

    rows: tuple[Row, ...]

    def __getitem__(self, route: str) -> Row:
        return next(row for row in self.rows if row.route == route)

    def text(self) -> str:
        """The table as text."""
        head = ("route", "requests", "errors", "p50 ms", "p95 ms", "p99 ms")
        cells = [
            (
                r.route,
                str(r.requests),
                str(r.errors),
                f"{r.p50:.1f}",
                f"{r.p95:.1f}",
                f"{r.p99:.1f}",
            )
            for r in self.rows
        ]
        widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
        return "\n".join(
            "  ".join(
                f"{cell:<{width}}" if i == 0 else f"{cell:>{width}}"
                for i, (cell, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in (head, *cells)
        )

    __str__ = __repr__ = text


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` % of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(math.ceil(percent / 100 * len(ordered)), 1) - 1]


def summarise(log: Iterable[str | dict[str, Any]]) -> Summary:
    """The summary of JSON lines, or of records: requests only, the routes in the order of A to Z.

    A request that no route matched counts under "(no route)".
    """
    durations: dict[str, list[float]] = defaultdict(list)
    errors: dict[str, int] = defaultdict(int)
    for entry in log:
        record = parsed(entry) if isinstance(entry, str) else entry
        if record is None or "duration_ms" not in record:
            continue
        route = record.get("route", "(no route)")
        durations[route].append(record["duration_ms"])
        errors[route] += record["status"] >= 500
    return Summary(
        tuple(
            Row(route, len(times), errors[route], *(percentile(times, p) for p in PERCENTILES))
            for route, times in sorted(durations.items())
        )
    )


def missing_from_log(routes: Iterable[Any], log: Iterable[str]) -> list[str]:
    """The paths of the routes (objects with a `path`) that the log's records do not mention."""
    records = [record for line in log if (record := parsed(line)) is not None]
    seen = {record.get("route") for record in records}
    return [route.path for route in routes if route.path not in seen]
