# expect: wrong-uptime
# misconception: the wall clock measures time that passes
from datetime import UTC


class Liveness:
    def __init__(self, monotonic, wall):
        self.monotonic, self.wall = monotonic, wall
        self.started = wall()

    def report(self):
        return {
            "status": "ok",
            "timestamp": self.wall().astimezone(UTC).isoformat(),
            "uptime": (self.wall() - self.started).total_seconds(),
        }
