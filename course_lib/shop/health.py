"""Health endpoints: "restart me?" touches nothing, "send me traffic?" asks what it needs.

    checks = {"database": (ping_database, True), "mail": (ping_mail, False)}
    health = Health(checks, timeout=0.3, ttl=1.0)
    app = shop.create_app(routes=health.routes)

No answer holds a host, a version or the text of an exception, and none may be cached on the way.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

Check = Callable[[], Awaitable[Any]]
Checks = Mapping[str, tuple[Check, bool]]
Report = tuple[int, dict[str, Any]]
HEADERS = {"Cache-Control": "no-store"}  # a proxy that keeps a 200 hides the next 503


def _now() -> datetime:
    return datetime.now(UTC)


def _monotonic() -> float:
    return time.monotonic()  # looked up at each call, so that a virtual clock can take its place


class Liveness:
    """Alive, since when: `monotonic()` gives float seconds, `wall()` an aware datetime."""

    def __init__(
        self, monotonic: Callable[[], float] = _monotonic, wall: Callable[[], datetime] = _now
    ) -> None:
        self._monotonic, self._wall = monotonic, wall
        self._started = monotonic()

    def report(self) -> dict[str, Any]:
        """Status, timestamp (UTC, ISO 8601) and uptime (seconds), ready for JSON."""
        return {
            "status": "ok",
            "timestamp": self._wall().astimezone(UTC).isoformat(),
            "uptime": self._monotonic() - self._started,
        }


async def readiness(checks: Checks, timeout: float) -> Report:
    """Ask all checks at once, each within `timeout` seconds: (status code, report).

    A check is (async function, whether it is critical). 503 only if a critical one is down.
    A check that raises SystemExit or the like is down too: it must not take the server along.
    """

    async def entry(check: Check, critical: bool) -> dict[str, Any]:
        try:
            async with asyncio.timeout(timeout):
                await check()
        except TimeoutError:
            return {"status": "down", "critical": critical, "reason": "timeout"}
        except GeneratorExit:
            raise
        except BaseException as error:
            if asyncio.current_task().cancelling():  # the prober has left, or the server stops
                raise
            return {"status": "down", "critical": critical, "reason": type(error).__name__}
        return {"status": "up", "critical": critical}

    entries = await asyncio.gather(*(entry(*check) for check in checks.values()))
    down = [entry["critical"] for entry in entries if entry["status"] == "down"]
    status = "down" if any(down) else "degraded" if down else "up"
    report = {"status": status, "checks": dict(zip(checks, entries, strict=True))}
    return 503 if any(down) else 200, report


class CachedReadiness:
    """One probe for all who ask together; its report is kept for `ttl` seconds from its end.

    `clock()` gives seconds. A probe that raises becomes a 503 report, kept like any other.
    """

    def __init__(
        self,
        probe: Callable[[], Awaitable[Report]],
        ttl: float,
        clock: Callable[[], float] = _monotonic,
    ) -> None:
        self._probe, self._ttl, self._clock = probe, ttl, clock
        self._task: asyncio.Task[Report] | None = None
        self._kept: Report | None = None
        self._expires = 0.0

    async def get(self) -> Report:
        """The report, from the cache or from a probe; leaving disturbs nobody else."""
        if self._kept is not None and self._clock() < self._expires:
            return self._kept
        if self._task is None:
            self._task = asyncio.create_task(self._ask(), name="readiness")
        return await asyncio.shield(self._task)

    async def _ask(self) -> Report:
        try:
            report = await self._probe()
        except Exception as error:
            report = (503, {"status": "down", "reason": type(error).__name__})
        finally:
            self._task = None
        self._kept, self._expires = report, self._clock() + self._ttl
        return report


class Health:
    """The two endpoints of one process: `/health/live` and `/health/ready`.

    `timeout` is what each check may take and `ttl` how long a report is kept (both seconds).
    While `draining` is True the process is alive and not ready, whatever its checks say.
    """

    def __init__(
        self,
        checks: Checks | None = None,
        *,
        timeout: float = 0.3,
        ttl: float = 1.0,
        monotonic: Callable[[], float] = _monotonic,
        wall: Callable[[], datetime] = _now,
    ) -> None:
        self.checks = dict(checks or {})
        self.draining = False
        self.live = Liveness(monotonic, wall)
        self.ready = CachedReadiness(lambda: readiness(self.checks, timeout), ttl, monotonic)
        self.routes = [
            Route("/health/live", self._live, methods=["GET"], name="live"),
            Route("/health/ready", self._ready, methods=["GET"], name="ready"),
        ]

    async def _live(self, request: Request) -> JSONResponse:
        return JSONResponse(self.live.report(), headers=HEADERS)

    async def _ready(self, request: Request) -> JSONResponse:
        if self.draining:  # before the cache: the balancer must hear of it at its next probe
            return JSONResponse({"status": "draining"}, 503, HEADERS)
        code, report = await self.ready.get()
        return JSONResponse(report, code, HEADERS)
