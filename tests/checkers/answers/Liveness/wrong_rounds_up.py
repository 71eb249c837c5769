# expect: wrong-uptime
import math
from datetime import UTC


class Liveness:
    def __init__(self, monotonic, wall):
        self.monotonic, self.wall, self.start = monotonic, wall, monotonic()

    def report(self):
        return {
            "status": "ok",
            "timestamp": self.wall().astimezone(UTC).isoformat(),
            "uptime": float(math.ceil(self.monotonic() - self.start)),
        }
