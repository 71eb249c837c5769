"""The clocks that code may read, all in step with the virtual one.

The replacements look at the thread they are called in: only a virtual run sees virtual time,
a kernel's other threads keep the real clock.
"""

from __future__ import annotations

import datetime as datetime_module
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from course_lib.virtual_time.active import active, at
from course_lib.virtual_time.result import Stop
from course_lib.virtual_time.where import here

# Where wall clocks begin: a fixed moment, so that stored outputs stay the same.
WALL_START = datetime_module.datetime(2026, 9, 28, 9, tzinfo=datetime_module.timezone.utc)
_WALL = WALL_START.timestamp()
_datetime, _date = datetime_module.datetime, datetime_module.date
_real = {name: getattr(time, name) for name in ("sleep", "monotonic", "perf_counter", "time")}
_real_sleep = time.sleep


def sleep(seconds: float) -> None:
    """Block: virtual time passes and nobody else runs. Outside of a run, the real sleep."""
    loop = active.loop
    if loop is None:
        return _real_sleep(seconds)
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    if loop.worker is not None:
        return loop.worker.sleep(seconds)
    where = here()
    recorder = loop.recorder
    span = recorder and recorder.begin(f"time.sleep({seconds:g})", "blocked", (seconds,))
    loop.advance(seconds)
    loop.blocked += seconds
    if span:
        span.detail = str(where or "")
        recorder.finish(span, "ok")
    sentence = (
        f"time.sleep({seconds:g}) blocked the event loop: for {seconds:g} s nobody else could "
        f"run. Write `await asyncio.sleep({seconds:g})`"
    )
    loop.notes.append(Stop("blocked", sentence + at(where), where))


def _clock(name: str, start: float, nanoseconds: bool) -> Callable[[], Any]:
    real = getattr(time, name)
    if nanoseconds:
        begin = round(start * 10**9)

        def clock() -> Any:
            loop = active.loop
            return real() if loop is None else begin + round(loop.time() * 10**9)
    else:

        def clock() -> Any:
            loop = active.loop
            return real() if loop is None else start + loop.time()

    clock.__name__ = clock.__qualname__ = name
    return clock


_CLOCKS = {
    getattr(time, name): (name, _clock(name, start, name.endswith("_ns")))
    for name, start in (
        ("monotonic", 0.0),
        ("monotonic_ns", 0.0),
        ("perf_counter", 0.0),
        ("perf_counter_ns", 0.0),
        ("time", _WALL),
        ("time_ns", _WALL),
    )
} | {time.sleep: ("sleep", sleep)}


class _LooksLike(type):
    """Lets `isinstance(x, datetime)` be true for real ones while the name is swapped."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, cls.__mro__[1])

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, cls.__mro__[1])


class datetime(_datetime, metaclass=_LooksLike):  # noqa: N801
    """`datetime.datetime`, now() and its kin on the virtual clock; it makes real datetimes."""

    def __new__(cls, *args: Any, **options: Any) -> Any:
        return _datetime(*args, **options)

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        loop = active.loop
        if loop is None:
            return _datetime.now(tz)
        return _datetime.fromtimestamp(_WALL + loop.time(), tz)

    @classmethod
    def utcnow(cls) -> Any:
        return datetime.now(datetime_module.timezone.utc).replace(tzinfo=None)

    @classmethod
    def today(cls) -> Any:
        return datetime.now()


class date(_date, metaclass=_LooksLike):  # noqa: N801
    """`datetime.date` with today() on the virtual clock; it makes real dates."""

    def __new__(cls, *args: Any, **options: Any) -> Any:
        return _date(*args, **options)

    @classmethod
    def today(cls) -> Any:
        return datetime.now().date()


_SWAPS: dict[int, Any] = {id(real): fake for real, (_, fake) in _CLOCKS.items()}
_SWAPS |= {id(_datetime): datetime, id(_date): date}


@contextmanager
def swapped_clocks(namespace: dict[str, Any] | None = None) -> Iterator[None]:
    """Swap the clocks in `time`, `datetime` and `namespace`; put them back at the end."""
    saved: list[tuple[Any, str, Any, Any]] = []
    try:
        for real, (name, fake) in _CLOCKS.items():
            saved.append((time.__dict__, name, real, fake))
        saved.append((datetime_module.__dict__, "datetime", _datetime, datetime))
        saved.append((datetime_module.__dict__, "date", _date, date))
        for name, value in (namespace or {}).items():
            if id(value) in _SWAPS:
                saved.append((namespace, name, value, _SWAPS[id(value)]))
        for place, name, _, fake in saved:
            place[name] = fake
        yield
    finally:
        for place, name, real, fake in saved:
            # The code may have bound the name anew: then it is no longer ours.
            if place.get(name) is fake:
                place[name] = real
