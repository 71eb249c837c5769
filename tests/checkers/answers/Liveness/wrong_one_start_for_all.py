# expect: mixed-up
from datetime import UTC

STARTED = {}


class Liveness:
    def __init__(self, monotonic, wall):
        self.monotonic, self.wall = monotonic, wall
        STARTED.setdefault(monotonic, monotonic())

    def report(self):
        return {
            "status": "ok",
            "timestamp": self.wall().astimezone(UTC).isoformat(),
            "uptime": self.monotonic() - STARTED[self.monotonic],
        }
