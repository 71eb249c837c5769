# expect: wrong-time
from datetime import UTC


class Liveness:
    def __init__(self, monotonic, wall):
        self.monotonic, self.wall = monotonic, wall
        self.started = monotonic()
        self.stamp = wall().astimezone(UTC).isoformat()

    def report(self):
        return {
            "status": "ok",
            "timestamp": self.stamp,
            "uptime": self.monotonic() - self.started,
        }
