"""The same requests on two clocks: what the server's log says, and what the client waits."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median

import httpx

from course_lib.shop.server import Server


@dataclass(frozen=True)
class RoundTrips:
    """Medians in milliseconds: `client` from call to answer, `server` as logged."""

    client: float
    server: float

    def __str__(self) -> str:
        return f"the log says {self.server:.2f} ms, the client waits {self.client:.2f} ms"

    __repr__ = __str__


def round_trips(server: Server, requests: int = 15, path: str = "/health") -> RoundTrips:
    """Send `requests` requests one after another over one connection."""
    server.log.clear()
    waited = []
    with httpx.Client(base_url=server.url) as http:
        http.get(path)  # makes the connection; not counted
        for _ in range(requests):
            start = time.perf_counter()
            http.get(path)
            waited.append(time.perf_counter() - start)
    server.log.wait(requests + 1)
    logged = [record["duration_ms"] for record in server.log.records[1:]]
    return RoundTrips(median(waited) * 1000, median(logged))
