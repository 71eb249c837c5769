from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass
class Liveness:
    monotonic: Callable[[], float]
    wall: Callable[[], datetime]
    started: float = field(init=False)

    def __post_init__(self):
        self.started = self.monotonic()

    @property
    def uptime(self):
        return round(self.monotonic() - self.started, 6)

    def report(self):
        stamp = self.wall().astimezone(UTC).isoformat()
        return {"status": "ok", "timestamp": stamp, "uptime": self.uptime}
