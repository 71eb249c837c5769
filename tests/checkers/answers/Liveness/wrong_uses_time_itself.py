# expect: wrong-uptime
import time
from datetime import UTC


class Liveness:
    def __init__(self, monotonic, wall):
        self.wall, self.start = wall, time.monotonic()

    def report(self):
        return {
            "status": "ok",
            "timestamp": self.wall().astimezone(UTC).isoformat(),
            "uptime": time.monotonic() - self.start,
        }
