"""A probe loop that behaves like a kubelet's: period, timeout and two thresholds.

Source: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Ask = Callable[[], Awaitable[int]]


@dataclass(frozen=True)
class Probed:
    """One probe: `at` seconds after the start, the status code or None, and what holds now."""

    at: float
    code: int | None
    success: bool
    healthy: bool

    def __str__(self) -> str:
        said = "no answer" if self.code is None else str(self.code)
        return f"{self.at:6.2f} s  {said:<9}  {'healthy' if self.healthy else 'not healthy'}"


class Prober:
    """Asks every `period` seconds; `healthy` changes after a row of equal results.

    `ask()` gives a status code: 200 to 399 is a success, as for a kubelet; anything else, an
    exception and no answer within `timeout` seconds is a failure. A row of `failure_threshold`
    failures makes it unhealthy, a row of `success_threshold` successes healthy.
    `on_change(healthy)` is told of each change. A readiness probe begins unhealthy, a liveness
    probe healthy.
    """

    def __init__(
        self,
        ask: Ask,
        *,
        period: float = 10.0,
        timeout: float = 1.0,
        failure_threshold: int = 3,
        success_threshold: int = 1,
        healthy: bool = False,
        on_change: Callable[[bool], object] = lambda healthy: None,
    ) -> None:
        if period <= 0 or timeout <= 0:
            raise ValueError("period and timeout are seconds, more than 0.")
        if failure_threshold < 1 or success_threshold < 1:
            raise ValueError("A threshold is a number of probes in a row, at least 1.")
        self.period, self.timeout = period, timeout
        self.failure_threshold, self.success_threshold = failure_threshold, success_threshold
        self.healthy = healthy
        self.history: list[Probed] = []
        self._ask, self._on_change = ask, on_change
        self._row = 0  # successes in a row if positive, failures if negative
        self._begun: float | None = None

    async def probe(self) -> bool:
        """Ask once and count the result; whether it was a success."""
        code: int | None = None
        now = asyncio.get_running_loop().time
        if self._begun is None:
            self._begun = now()
        try:
            async with asyncio.timeout(self.timeout):
                code = await self._ask()
        except Exception:
            code = None
        success = code is not None and 200 <= code < 400
        self._row = max(self._row, 0) + 1 if success else min(self._row, 0) - 1
        if self.healthy and -self._row >= self.failure_threshold:
            self._change(False)
        elif not self.healthy and self._row >= self.success_threshold:
            self._change(True)
        self.history.append(Probed(now() - self._begun, code, success, self.healthy))
        return success

    async def run(self, rounds: int | None = None) -> None:
        """Probe for ever, or `rounds` times: at 0 s, and every `period` seconds after that."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        done = 0
        self._begun = begun
        while rounds is None or done < rounds:
            await self.probe()
            done += 1
            # A probe that takes longer than the period skips what it has missed. The small
            # addition is for sums like 3 * 0.2, which may come out just below 0.6.
            turn = math.floor((loop.time() - begun) / self.period + 1e-6) + 1
            await asyncio.sleep(begun + turn * self.period - loop.time())

    def _change(self, healthy: bool) -> None:
        self.healthy = healthy
        self._on_change(healthy)


def http_ask(client: Any, path: str = "/health/ready") -> Ask:
    """An `ask` over HTTP with this httpx client. The body is not read: the code is the answer."""

    async def ask() -> int:
        return (await client.get(path, headers={"Cache-Control": "no-cache"})).status_code

    return ask
