"""A rolling restart under load: one process after another, and every request is counted."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from course_lib.shop.app import ShopApp, create_app
from course_lib.shop.calls import client
from course_lib.shop.health import Health
from course_lib.shop.prober import Prober, http_ask

How = Literal["at once", "wait for requests", "orderly"]
WAYS = ("at once", "wait for requests", "orderly")


class Pod:
    """One process of the shop behind a balancer, here in this kernel, on any clock.

    It refuses connections when it has exited; a request that was under way then gets no answer.
    """

    def __init__(self, name: str, **settings: Any) -> None:
        self.name = name
        self.health = Health(ttl=0.1)
        self.app: ShopApp = create_app(routes=self.health.routes, **settings)
        self.exited = False
        self.listening = True
        self._client = client(self.app)
        self._requests: set[asyncio.Task[int]] = set()
        self.prober = Prober(
            http_ask(self), period=0.2, timeout=0.1, failure_threshold=2, success_threshold=1
        )

    async def get(self, path: str, **options: Any) -> Any:
        """As httpx's, for the prober: the kubelet's probes meet a closed port as well."""
        if not self.listening:
            raise ConnectionError(f"{self.name} refuses connections")
        return await self._client.get(path, **options)

    async def request(self, method: str, path: str) -> int:
        """The status of one customer's request; raises ConnectionError if nobody answers."""
        if not self.listening:
            raise ConnectionRefusedError(f"{self.name} refuses connections")
        task = asyncio.ensure_future(self._send(method, path))
        self._requests.add(task)
        task.add_done_callback(self._requests.discard)
        await asyncio.wait([task])
        if task.cancelled():
            raise ConnectionResetError(f"{self.name} went away")
        return task.result()

    async def _send(self, method: str, path: str) -> int:
        return (await self._client.request(method, path)).status_code

    async def retire(self, how: How, grace: float = 5.0) -> dict[str, int]:
        """Stop, within `grace` seconds for each step; what became of the background work."""
        if how == "orderly":
            self.health.draining = True  # still serving, but please send no more
            async with asyncio.timeout(grace):
                while self.prober.healthy:
                    await asyncio.sleep(self.prober.period / 4)
        self.listening = False
        if how != "at once" and self._requests:
            await asyncio.wait(set(self._requests), timeout=grace)
        background = self.app.state.background
        drained = await background.drain(grace if how != "at once" else 0.0)
        self.exited = True
        for task in set(self._requests):
            task.cancel()
        await self._client.aclose()
        return drained


@dataclass
class Rollout:
    """What came of it: every request is answered or lost, and lost ones say how."""

    how: str
    sent: int = 0
    answered: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    background: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def __str__(self) -> str:
        lost = ", ".join(f"{n} {reason}" for reason, n in sorted(self.lost.items())) or "none"
        work = ", ".join(f"{n} {what}" for what, n in sorted(self.background.items()) if n)
        return (
            f"{self.how:<18} sent {self.sent:>4}  answered {self.answered:>4}  lost: {lost}"
            f"{'  background: ' + work if work else ''}"
        )


Make = Callable[[str], Pod]


async def rolling_restart(
    how: How,
    *,
    pods: int = 3,
    rate: float = 50.0,
    calls: tuple[tuple[str, str], ...] = (("POST", "/checkout"), ("GET", "/dashboard")),
    make: Make = Pod,
) -> Rollout:
    """Replace all `pods` one by one while `rate` requests a second arrive; count them.

    A balancer hands each request to the next pod that its readiness probe calls healthy.
    """
    if how not in WAYS:
        raise ValueError(f"{how!r} is no way to restart. There are: {', '.join(WAYS)}.")
    loop = asyncio.get_running_loop()
    result, begun = Rollout(how), loop.time()
    serving: list[Pod] = []
    probers: dict[Pod, asyncio.Task[None]] = {}
    customers: list[asyncio.Task[None]] = []

    async def start(name: str) -> None:
        pod = make(name)
        probers[pod] = asyncio.create_task(pod.prober.run())
        serving.append(pod)
        while not pod.prober.healthy:
            await asyncio.sleep(pod.prober.period / 4)

    async def customer(number: int) -> None:
        ready = [pod for pod in serving if pod.prober.healthy]
        result.sent += 1
        try:
            if not ready:
                raise ConnectionError("no pod is ready")
            status = await ready[number % len(ready)].request(*calls[number % len(calls)])
            if status >= 500:
                raise ConnectionError("an error")
            result.answered += 1
        except ConnectionError as error:
            result.lost[_why(error)] += 1

    async def arrivals() -> None:
        while True:
            customers.append(asyncio.create_task(customer(len(customers))))
            await asyncio.sleep(1 / rate)

    async def replace(old: Pod, name: str) -> None:
        await start(name)  # first a new one, then away with the old one
        result.background.update(await old.retire(how))
        # What still believes in the old one learns it from its probes.
        while old.prober.healthy:
            await asyncio.sleep(old.prober.period / 4)
        serving.remove(old)

    for i in range(pods):
        await start(f"old-{i + 1}")
    load = asyncio.create_task(arrivals())
    await asyncio.sleep(1.0)
    for i, old in enumerate(list(serving)):
        await replace(old, f"new-{i + 1}")
    await asyncio.sleep(0.5)
    load.cancel()
    await asyncio.gather(*customers)
    for pod in serving:
        result.background.update(await pod.app.state.background.drain(5.0))
    await _stop([load, *probers.values()])
    result.seconds = loop.time() - begun
    return result


async def _stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


def _why(error: ConnectionError) -> str:
    kinds = {ConnectionRefusedError: "refused", ConnectionResetError: "cut off"}
    return kinds.get(type(error), str(error))
