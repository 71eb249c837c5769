# expect: wrong-time
# misconception: replace(tzinfo) converts
from datetime import UTC, datetime


class Liveness:
    def __init__(self, monotonic, wall):
        self._monotonic, self._wall = monotonic, wall
        self._started = monotonic()

    def report(self):
        return {
            "status": "ok",
            "timestamp": datetime.combine(
                self._wall().date(), self._wall().time(), tzinfo=UTC
            ).isoformat(),
            "uptime": self._monotonic() - self._started,
        }
