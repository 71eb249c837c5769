from datetime import UTC, datetime


class Liveness:
    def __init__(self, monotonic, wall):
        self.monotonic, self.wall, self.start = monotonic, wall, monotonic()

    def report(self):
        return {
            "status": "ok",
            "timestamp": datetime(*self.wall().utctimetuple()[:6], tzinfo=UTC).isoformat(),
            "uptime": self.monotonic() - self.start,
        }
