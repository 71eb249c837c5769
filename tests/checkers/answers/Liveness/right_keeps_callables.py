from datetime import UTC


class Liveness:
    def __init__(self, monotonic, wall):
        start = monotonic()
        self._uptime = lambda: monotonic() - start
        self._now = lambda: wall().astimezone(UTC)

    def report(self):
        now = self._now()
        return {"status": "ok", "timestamp": now.isoformat(), "uptime": self._uptime()}
