# expect: wrong-uptime
# misconception: uptime since this call
from datetime import UTC


class Liveness:
    def __init__(self, monotonic, wall):
        self.monotonic, self.wall = monotonic, wall
        self.started = None

    def report(self):
        if self.started is None:
            self.started = self.monotonic()
        return {
            "status": "ok",
            "timestamp": self.wall().astimezone(UTC).isoformat(),
            "uptime": self.monotonic() - self.started,
        }
