import asyncio


class RequestCache:
    def __init__(self, fetch):
        self._fetch = fetch
        self._flights = {}

    async def get(self, key):
        flight = self._flights.get(key)
        if flight is None:
            flight = asyncio.ensure_future(self._fetch(key))
            self._flights[key] = flight
            flight.add_done_callback(self._landed)
        await asyncio.wait([flight])
        return flight.result()

    def _landed(self, flight):
        if flight.exception() is None:
            return
        for key, known in list(self._flights.items()):
            if known is flight:
                del self._flights[key]
