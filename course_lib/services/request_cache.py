"""One fetch a key for the length of a request, whoever asks and whoever leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any


class RequestCache:
    """`RequestCache(fetch)`, then `await cache.get(key)`, as often as you like.

    It keeps the flight, not the landing: the task of each fetch, which belongs to
    the cache and to no caller. A failure goes to all who wait for it and is then
    forgotten. Make one for each request, or one customer sees another's data.
    """

    def __init__(self, fetch: Callable[[Any], Awaitable[Any]]) -> None:
        self._fetch = fetch
        self._flights: dict[Hashable, asyncio.Future[Any]] = {}

    async def get(self, key: Hashable) -> Any:
        """The value of a key; raises what its fetch raises."""
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.ensure_future(self._fetch(key))
            flight.add_done_callback(lambda done: self._landed(key, done))
        # `wait` leaves the flight alone when its caller is cancelled, and reports nothing.
        await asyncio.wait({flight})
        return flight.result()

    def _landed(self, key: Hashable, flight: asyncio.Future[Any]) -> None:
        # Asking for the exception also marks it as read, when nobody is left to read it.
        failed = flight.cancelled() or flight.exception() is not None
        if failed and self._flights.get(key) is flight:
            del self._flights[key]
