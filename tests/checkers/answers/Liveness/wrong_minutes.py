# expect: wrong-uptime
# misconception: unit confusion
from datetime import UTC


class Liveness:
    def __init__(self, monotonic, wall):
        self._monotonic, self._wall = monotonic, wall
        self._started = monotonic()

    def report(self):
        return {
            "status": "ok",
            "timestamp": self._wall().astimezone(UTC).isoformat(),
            "uptime": (self._monotonic() - self._started) / 60,
        }
