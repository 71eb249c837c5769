# expect: not-iso
from datetime import UTC


class Liveness:
    def __init__(self, monotonic, wall):
        self.monotonic, self.wall = monotonic, wall
        self.started = monotonic()

    def report(self):
        return {
            "status": "ok",
            "timestamp": self.wall().astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT"),
            "uptime": self.monotonic() - self.started,
        }
