"""Knobs: what a learner can turn, and what the positions mean for the services and the variants."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from course_lib.services import Services
from course_lib.services.checks import unknown

Sets = Literal["own", "delay", "failure", "cleanup", "jitter", "seed"]
Position = float | int | str
SHORTHANDS = ("failure", "cleanup", "jitter", "seed")


@dataclass(frozen=True)
class Knob:
    """One thing to turn: `Knob("limit", 4, 1, 24, step=1, label="Calls at once")`.

    A knob of the lesson's own goes to each variant that names it:
    `async def after(api, *, limit)`. `choices` makes it a list to choose from
    instead of a range. Whole numbers stay whole if `value` and `step` are. A
    start outside the range is a ValueError. The other knobs are made by the
    class methods: they set what all services, or one, do.
    """

    name: str
    value: Position
    low: float = 0
    high: float = 1
    step: float | None = None
    label: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()
    sets: Sets = "own"
    service: str | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.isidentifier():
            raise ValueError(
                f"A knob's name must be usable as a parameter, and {self.name!r} is not."
            )
        object.__setattr__(self, "choices", tuple(self.choices))
        if not self.choices:
            if self.step is None:
                object.__setattr__(self, "step", 1 if isinstance(self.value, int) else 0.01)
            if not self.low < self.high:
                raise ValueError(f"The knob {self.name!r} has no range: {self.low} to {self.high}.")
        object.__setattr__(self, "value", self.accept(self.value))

    @classmethod
    def of_delay(cls, service: str, seconds: float, high: float) -> Knob:
        """The delay of one service, from 0 to `high` seconds."""
        return cls(service, float(seconds), 0.0, high, 0.01, "", "s", sets="delay", service=service)

    @classmethod
    def failure(cls, value: float = 0.0, *, service: str | None = None) -> Knob:
        """The probability that a call fails: of every call, or of one service's."""
        name = "failure" if service is None else f"{service}_failure"
        label = "Failure probability" if service is None else f"{service} fails with probability"
        return cls(name, float(value), 0.0, 1.0, 0.01, label, sets="failure", service=service)

    @classmethod
    def cleanup(cls, value: float = 0.0, *, high: float = 1.0) -> Knob:
        """How long a cancelled call tidies up, in seconds."""
        return cls("cleanup", float(value), 0.0, high, 0.01, "Clean-up time", "s", sets="cleanup")

    @classmethod
    def jitter(cls, value: float = 0.0, *, high: float = 1.0) -> Knob:
        """How far delays spread around their median (see `Service.jitter`)."""
        return cls("jitter", float(value), 0.0, high, 0.05, "Jitter of the delays", sets="jitter")

    @classmethod
    def seed(cls, value: int = 1) -> Knob:
        """Which draw of chance it is."""
        return cls("seed", value, 0, 999, 1, "Seed", sets="seed")

    @property
    def title(self) -> str:
        """What stands beside the slider."""
        return self.label or self.name

    def accept(self, position: Any) -> Position:
        """`position` as this knob's type; a ValueError with a sentence if it cannot stand there."""
        if self.choices:
            if position not in self.choices:
                raise ValueError(unknown(position, self.choices, f"choice of {self.title}"))
            return position
        whole = isinstance(self.step, int) and isinstance(self.low, int)
        kind = "a whole number" if whole else "a number"
        if isinstance(position, bool) or not isinstance(position, (int, float)):
            raise ValueError(f"{self.title} must be {kind}, and {position!r} is not.")
        if not math.isfinite(position) or (whole and position != int(position)):
            raise ValueError(f"{self.title} must be {kind}, and {position!r} is not.")
        if not self.low <= position <= self.high:
            raise ValueError(
                f"{self.title} must lie between {self.low:g} and {self.high:g}"
                f"{f' {self.unit}' if self.unit else ''}, and {position:g} does not."
            )
        return int(position) if whole else float(position)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, for the browser."""
        return {
            "name": self.name,
            "title": self.title,
            "unit": self.unit,
            "low": self.low,
            "high": self.high,
            "step": self.step,
            "choices": list(self.choices),
            "group": "delay" if self.sets == "delay" else "other",
        }


def assemble(services: Services, asked: Iterable[Knob | str]) -> dict[str, Knob]:
    """All knobs of a demo by name: one for each delay, then those that were asked for.

    The delays share one range, so that sliders can be compared by eye. A
    string is one of "failure", "cleanup", "jitter", "seed".
    """
    asked = list(asked)
    longest = max(services.delays.values(), default=0.0)
    high = max(1.0, math.ceil(longest * 1.5 * 2) / 2)
    replaced = {knob.name for knob in asked if isinstance(knob, Knob)}
    knobs = [
        Knob.of_delay(name, delay, high)
        for name, delay in services.delays.items()
        if name not in replaced
    ]
    for knob in asked:
        if isinstance(knob, str):
            if knob not in SHORTHANDS:
                raise ValueError(unknown(knob, SHORTHANDS, "ready-made knob"))
            knob = getattr(Knob, knob)()
        if not isinstance(knob, Knob):
            raise ValueError(f"knobs=[...] takes Knob objects, and {knob!r} is not one.")
        if knob.service is not None:
            services[knob.service]  # names the nearest if there is none
        knobs.append(knob)
    named: dict[str, Knob] = {}
    for knob in knobs:
        if knob.name in named:
            raise ValueError(f"There are two knobs called {knob.name!r}; rename one.")
        named[knob.name] = knob
    return named


class Settings(Mapping[str, Position]):
    """Where each knob stands; changes are checked first, and a refused one changes nothing."""

    def __init__(self, knobs: Mapping[str, Knob], changes: Mapping[str, Any] | None = None) -> None:
        self.knobs = knobs
        self._positions = {name: knob.value for name, knob in knobs.items()}
        for name, position in (changes or {}).items():
            self._positions[name] = self._knob(name).accept(position)

    def __getitem__(self, name: str) -> Position:
        return self._positions[name]

    def __iter__(self):
        return iter(self._positions)

    def __len__(self) -> int:
        return len(self._positions)

    def with_changes(self, changes: Mapping[str, Any]) -> Settings:
        """New settings; a ValueError with a sentence for an unknown name or a bad position."""
        return Settings(self.knobs, {**self._positions, **changes})

    @property
    def seed(self) -> int:
        """The position of the seed knob, 0 if there is none."""
        seeds = [self[name] for name, knob in self.knobs.items() if knob.sets == "seed"]
        return int(seeds[0]) if seeds else 0

    def tune(self, services: Services) -> Services:
        """`services` as the knobs say."""
        for_all: dict[str, Any] = {}
        by_service: dict[str, dict[str, Any]] = {}
        for name, knob in self.knobs.items():
            if knob.sets in ("own", "seed"):
                continue
            setting = "delays" if knob.sets == "delay" else knob.sets
            if knob.service is None:
                for_all[setting] = self[name]
            else:
                by_service.setdefault(setting, {})[knob.service] = self[name]
        tuned = services.tuned(**for_all) if for_all else services
        return tuned.tuned(**by_service) if by_service else tuned

    def _knob(self, name: str) -> Knob:
        if name not in self.knobs:
            raise ValueError(unknown(name, tuple(self.knobs), "knob"))
        return self.knobs[name]
