from datetime import UTC


class Liveness:
    def __init__(self, monotonic, wall):
        self.monotonic, self.wall = monotonic, wall
        self.start = monotonic()
        self.data = {"status": "ok"}

    def report(self):
        self.data["timestamp"] = self.wall().astimezone(UTC).isoformat()
        self.data["uptime"] = self.monotonic() - self.start
        return self.data
