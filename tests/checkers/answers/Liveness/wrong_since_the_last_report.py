# expect: wrong-uptime
from datetime import UTC


class Liveness:
    def __init__(self, monotonic, wall):
        self.monotonic, self.wall = monotonic, wall
        self.started = monotonic()

    def report(self):
        now = self.monotonic()
        uptime, self.started = now - self.started, now
        return {
            "status": "ok",
            "timestamp": self.wall().astimezone(UTC).isoformat(),
            "uptime": uptime,
        }
