from datetime import UTC


class Liveness:
    def __init__(self, monotonic, wall):
        self._monotonic, self._wall = monotonic, wall
        self._started = monotonic()

    def report(self):
        return {
            "status": "ok",
            "timestamp": ((w := self._wall()) - w.utcoffset()).replace(tzinfo=UTC).isoformat(),
            "uptime": self._monotonic() - self._started,
        }
