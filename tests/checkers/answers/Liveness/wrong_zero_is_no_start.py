# expect: wrong-uptime
from datetime import UTC


class Liveness:
    def __init__(self, monotonic, wall):
        self.monotonic, self.wall, self.start = monotonic, wall, monotonic() or None

    def report(self):
        if not self.start:
            self.start = self.monotonic()
        return {
            "status": "ok",
            "timestamp": self.wall().astimezone(UTC).isoformat(),
            "uptime": self.monotonic() - self.start,
        }
