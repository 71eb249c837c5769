"""Calling the shop with httpx: over the network, or in this process on any clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpx

from course_lib.shop.request_context import outgoing_headers

Call = tuple[str, str]
# What a round of customers asks for.
ROUND: tuple[Call, ...] = (
    ("GET", "/dashboard"),
    ("GET", "/products/TENT-2P"),
    ("GET", "/products/STOVE-9"),
    ("POST", "/checkout"),
    ("GET", "/search?q=kestrel"),
)


def client(target: Callable[..., Any] | str, **options: Any) -> httpx.AsyncClient:
    """A client for an ASGI app, which is called in this process, or for a URL.

    It sends the id of the request that it works for, so that the trail goes on. An error of an
    app in this process is answered with 500, as a server would do, and not raised here.
    """
    options.setdefault("event_hooks", {"request": [_add_headers]})
    if isinstance(target, str):
        return httpx.AsyncClient(base_url=target, **options)
    transport = httpx.ASGITransport(target, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://shop", **options)


async def _add_headers(request: httpx.Request) -> None:
    for name, value in outgoing_headers().items():
        request.headers.setdefault(name, value)


async def traffic(
    target: Callable[..., Any] | str,
    requests: int = 100,
    *,
    concurrency: int = 10,
    calls: Sequence[Call] = ROUND,
) -> list[int]:
    """Send `requests` requests, `concurrency` at a time; the statuses in the order of sending.

    A request that got no answer has the status 0.
    """
    statuses = [0] * requests
    waiting = iter(range(requests))
    async with client(target) as http:

        async def customer(numbers: Iterable[int]) -> None:
            for number in numbers:
                method, path = calls[number % len(calls)]
                try:
                    statuses[number] = (await http.request(method, path)).status_code
                except httpx.HTTPError:
                    pass

        await asyncio.gather(*(customer(waiting) for _ in range(concurrency)))
    return statuses
