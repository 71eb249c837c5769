# expect: wrong-uptime
# misconception: uptime since this call
from datetime import UTC


class Liveness:
    def __init__(self, monotonic, wall):
        self.monotonic, self.wall = monotonic, wall

    def report(self):
        started = self.monotonic()
        return {
            "status": "ok",
            "timestamp": self.wall().astimezone(UTC).isoformat(),
            "uptime": self.monotonic() - started,
        }
