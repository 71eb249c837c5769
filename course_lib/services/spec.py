"""What a simulated service is: a name, a delay, and how it may go wrong."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from course_lib.services.api import Api
from course_lib.services.checks import check_probability, check_seconds, unknown

Delay = float | Callable[..., float]


@dataclass(frozen=True)
class Service:
    """One back end that answers after a while.

    `delay` is in seconds, or a function of the call's arguments that gives
    seconds. `answer` is a function of the call's arguments; without one the
    answer is None. `failure` is the probability that a call ends with `error`
    instead (after its delay). `cleanup` is how long a cancelled call needs to
    tidy up. `jitter` spreads the delay: each call's is multiplied by
    exp(jitter * z) with z from a standard normal distribution, so `delay` stays
    the median. A `blocking` service is a plain function that sleeps in its
    thread, as a client without asyncio does. A bad value is a ValueError.
    """

    name: str
    delay: Delay | None = None
    answer: Callable[..., Any] | None = None
    failure: float = 0.0
    error: type[Exception] = ConnectionError
    cleanup: float = 0.0
    jitter: float = 0.0
    blocking: bool = False

    def __post_init__(self) -> None:
        if (
            not isinstance(self.name, str)
            or not self.name.isidentifier()
            or keyword.iskeyword(self.name)
            or self.name.startswith("_")
        ):
            raise ValueError(
                f"A service's name must be usable as api.NAME(...), and {self.name!r} is not."
            )
        if self.delay is None:
            raise ValueError(
                f"The service {self.name!r} has no delay; "
                f"give it one in seconds: Service({self.name!r}, 0.2)."
            )
        if not callable(self.delay):
            check_seconds(self.delay, f"The delay of {self.name!r}")
        if self.answer is not None and not callable(self.answer):
            raise ValueError(
                f"The answer of {self.name!r} must be a function of the call's arguments, "
                f"and {self.answer!r} is not one."
            )
        check_probability(self.failure, f"The failure probability of {self.name!r}")
        check_seconds(self.cleanup, f"The cleanup time of {self.name!r}")
        check_seconds(self.jitter, f"The jitter of {self.name!r}", unit="")


class Services:
    """The back ends of one page, in a fixed order: `Services(Service("price", 0.1), ...)`."""

    __slots__ = ("_by_name",)

    def __init__(self, *specs: Service) -> None:
        self._by_name: dict[str, Service] = {}
        for spec in specs:
            if not isinstance(spec, Service):
                raise ValueError(
                    f"Services(...) takes Service objects, and {spec!r} is not one; "
                    f'write for example Service("price", 0.1).'
                )
            if spec.name in self._by_name:
                raise ValueError(f"There are two services called {spec.name!r}; rename one.")
            self._by_name[spec.name] = spec

    def __iter__(self) -> Iterator[Service]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Service:
        try:
            return self._by_name[name]
        except KeyError:
            raise ValueError(unknown(name, self.names)) from None

    def __repr__(self) -> str:
        return f"Services({', '.join(map(repr, self))})"

    @property
    def names(self) -> tuple[str, ...]:
        """The services' names, in order."""
        return tuple(self._by_name)

    @property
    def delays(self) -> dict[str, float]:
        """Seconds by name, of the services whose delay is one number."""
        return {s.name: float(s.delay) for s in self if not callable(s.delay)}

    def tuned(
        self,
        *,
        delays: Mapping[str, Delay] | None = None,
        failure: float | Mapping[str, float] | None = None,
        cleanup: float | Mapping[str, float] | None = None,
        jitter: float | Mapping[str, float] | None = None,
    ) -> Services:
        """The same services with some settings changed.

        Each setting is a mapping from service names; all but `delays` may be
        one number for all. An unknown name or a bad value is a ValueError.
        """
        changes: dict[str, dict[str, Any]] = {}
        for setting, given in (
            ("delay", delays),
            ("failure", failure),
            ("cleanup", cleanup),
            ("jitter", jitter),
        ):
            for name, value in self._by_service(setting, given).items():
                changes.setdefault(name, {})[setting] = value
        tuned = Services()
        tuned._by_name = {
            name: replace(spec, **changes[name]) if name in changes else spec
            for name, spec in self._by_name.items()
        }
        return tuned

    def connect(self, seed: int = 0, **settings: Any) -> Api:
        """An `api` with one function per service; `settings` as for `tuned`.

        `seed` decides which calls fail and how long they jitter. What happens
        to a call follows from the seed, its service and its arguments, and not
        from the order in which calls start.
        """
        if isinstance(seed, bool) or not isinstance(seed, int):
            raise ValueError(f"A seed must be a whole number, and {seed!r} is not.")
        chosen = self.tuned(**settings) if settings else self
        return Api(chosen._by_name, seed)

    def _by_service(self, setting: str, given: Any) -> dict[str, Any]:
        if given is None:
            return {}
        if isinstance(given, Mapping):
            for name in given:
                if name not in self._by_name:
                    raise ValueError(unknown(name, self.names))
            return dict(given)
        if setting == "delay":
            raise ValueError('Delays are given by name: delays={"price": 0.1}.')
        return dict.fromkeys(self._by_name, given)
