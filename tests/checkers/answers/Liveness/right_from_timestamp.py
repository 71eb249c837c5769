from datetime import UTC, datetime


class Liveness:
    def __init__(self, monotonic, wall):
        self.monotonic, self.wall = monotonic, wall
        self.started = monotonic()

    def report(self):
        return {
            "status": "ok",
            "timestamp": datetime.fromtimestamp(self.wall().timestamp(), UTC).isoformat(),
            "uptime": self.monotonic() - self.started,
        }
