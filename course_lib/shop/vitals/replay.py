"""Recorded beacons, for where no browser is: what the page sent from a real Chromium, once.

`recorded.json` is written by `make beacons` (tests/browser/record_beacons.py), which visits the
page in Chromium and writes down each beacon as it was sent. Nothing in it is made by hand.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from course_lib.services.checks import unknown
from course_lib.shop.vitals.collector import rows_of
from course_lib.shop.vitals.visits import Knobs, Visit


@dataclass(frozen=True)
class Beacon:
    """One beacon: `ms` after the visit began; `kind` is "vitals" (it counts) or "live"."""

    ms: int
    kind: str
    body: bytes


@dataclass(frozen=True)
class Recorded:
    """One recorded visit."""

    name: str
    knobs: Knobs
    beacons: tuple[Beacon, ...]

    def replay(self, number: int = 1) -> Visit:
        """The visit, from its beacons, each checked as the collector checks it."""
        visit = Visit(number, self.knobs)
        for beacon in self.beacons:
            store = visit.sent if beacon.kind == "vitals" else visit.live
            store.extend(rows_of(beacon.body, with_seq=True))
        return visit


@cache
def _file() -> dict[str, Any]:
    text = (files(__package__) / "recorded.json").read_text(encoding="utf-8")
    return json.loads(text)


@cache
def recorded_visits() -> dict[str, Recorded]:
    """The recorded visits by name: "no knob turned", "server 900 ms" and so on."""
    found = {}
    for visit in _file()["visits"]:
        beacons = tuple(
            Beacon(b["ms"], b["kind"], json.dumps({"metrics": b["metrics"]}).encode())
            for b in visit["beacons"]
        )
        found[visit["name"]] = Recorded(visit["name"], Knobs(**visit["knobs"]), beacons)
    return found


def recorded(name: str) -> Visit:
    """One recorded visit, replayed; a ValueError names those that there are."""
    visits = recorded_visits()
    if name not in visits:
        raise ValueError(unknown(name, tuple(visits), "recorded visit"))
    return visits[name].replay()


def where_from() -> str:
    """A sentence that says what the recorded beacons are."""
    head = _file()
    return (
        f"These beacons are replayed: the page sent them from {head['browser']}, "
        f"measured by {head['library']}, in a window of {head['viewport'][0]} x "
        f"{head['viewport'][1]} pixels."
    )
