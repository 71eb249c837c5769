"""Visits of the shop's page: how its knobs stood, and what it has reported since."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from course_lib.demos.knobs import Knob
from course_lib.shop.vitals.collector import Store
from course_lib.shop.vitals.reports import final_values

KNOBS = (
    Knob("server", 0, 0, 3000, 50, "The server takes", "ms"),
    Knob("image", 0, 0, 5000, 50, "The picture takes", "ms"),
    Knob("banner", 0, 0, 300, 10, "A late banner, so high", "px"),
    Knob("block", 0, 0, 1500, 50, "A click blocks for", "ms"),
)
MOST_VISITS = 100
MOST_REPORTS = 200  # of one visit


@dataclass(frozen=True)
class Knobs:
    """How the page behaves: milliseconds, and pixels for the banner. Raises ValueError."""

    server: int = 0
    image: int = 0
    banner: int = 0
    block: int = 0

    def __post_init__(self) -> None:
        for knob in KNOBS:
            knob.accept(getattr(self, knob.name))

    def __str__(self) -> str:
        turned = [
            f"{knob.name} {getattr(self, knob.name)} {knob.unit}"
            for knob in KNOBS
            if getattr(self, knob.name)
        ]
        return ", ".join(turned) or "no knob turned"


@dataclass
class Visit:
    """One load of the page. `beacons` counts those that it sent when it became hidden."""

    number: int
    knobs: Knobs
    live: Store = field(default_factory=lambda: Store(MOST_REPORTS))
    sent: Store = field(default_factory=lambda: Store(MOST_REPORTS))

    def now(self) -> dict[str, float]:
        """Metric -> its latest value, as the live view has it."""
        return _by_name(self.live)

    def final(self) -> dict[str, float]:
        """Metric -> its last value in the beacons that count."""
        return _by_name(self.sent)


def _by_name(store: Store) -> dict[str, float]:
    return {name: value for (name, _), value in final_values(store).items()}


class Visits:
    """The newest visits by number. Filled by the server's thread, read by cells."""

    def __init__(self, changed: Callable[[Visit], object] = lambda visit: None) -> None:
        self._visits: dict[tuple[int, Knobs], Visit] = {}
        self._lock = threading.Lock()
        self.changed = changed

    def of(self, number: int, knobs: Knobs) -> Visit:
        """The visit with this number and these knobs; made when it is first heard of."""
        with self._lock:
            visit = self._visits.get((number, knobs))
            if visit is None:
                visit = self._visits[number, knobs] = Visit(number, knobs)
                visit.live.heard = visit.sent.heard = partial(self._tell, visit)
                while len(self._visits) > MOST_VISITS:
                    del self._visits[next(iter(self._visits))]
            return visit

    def _tell(self, visit: Visit) -> None:
        self.changed(visit)

    def all(self) -> list[Visit]:
        """All of them, the oldest first."""
        with self._lock:
            return list(self._visits.values())


def read_query(query: Mapping[str, Any]) -> tuple[int, Knobs]:
    """Number and knobs of a visit from the page's query; raises ValueError with a sentence."""
    names = ("visit", *(knob.name for knob in KNOBS))
    found: dict[str, int] = {}
    for name in names:
        text = query.get(name, "0")
        if not (text.isascii() and text.isdigit() and len(text) <= 6):
            raise ValueError(f"{name} is a whole number, and {text[:20]!r} is not.")
        found[name] = int(text)
    return found.pop("visit"), Knobs(**found)
