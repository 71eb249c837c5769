class Liveness:
    def __init__(self, monotonic, wall):
        self.monotonic, self.wall = monotonic, wall
        self.started = monotonic()

    def report(self):
        now = self.wall()
        naive = now.replace(tzinfo=None) - now.utcoffset()
        uptime = float(self.monotonic() - self.started)
        return {"status": "ok", "timestamp": naive.isoformat() + "+00:00", "uptime": uptime}
