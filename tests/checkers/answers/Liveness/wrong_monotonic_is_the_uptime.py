# expect: wrong-uptime
# misconception: monotonic() is the uptime
from datetime import UTC


class Liveness:
    def __init__(self, monotonic, wall):
        self.monotonic, self.wall = monotonic, wall

    def report(self):
        return {
            "status": "ok",
            "timestamp": self.wall().astimezone(UTC).isoformat(),
            "uptime": self.monotonic(),
        }
