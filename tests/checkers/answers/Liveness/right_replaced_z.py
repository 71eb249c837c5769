from datetime import UTC


class Liveness:
    def __init__(self, monotonic, wall):
        self.monotonic, self.wall = monotonic, wall
        self.started = monotonic()

    def report(self):
        return {
            "status": "ok",
            "timestamp": self.wall()
            .astimezone(UTC)
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z"),
            "uptime": self.monotonic() - self.started,
        }
