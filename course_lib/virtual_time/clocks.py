"""The clocks that code may read, all in step with the virtual one.

The replacements look at the thread they are called in: only a virtual run sees virtual time,
a kernel's other threads keep the real clock.
"""

from __future__ import annotations

import datetime as datetime_module
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from course_lib.virtual_time import words
from course_lib.virtual_time.active import HaltError, active, note
from course_lib.virtual_time.where import Where, here

if TYPE_CHECKING:
    from course_lib.virtual_time.loop import VirtualLoop

_NOTES = 20  # of blocking calls a run: more say nothing new

# Where wall clocks begin: a fixed moment, so that stored outputs stay the same.
WALL_START = datetime_module.datetime(2026, 9, 28, 9, tzinfo=datetime_module.UTC)
_WALL = WALL_START.timestamp()
_datetime, _date = datetime_module.datetime, datetime_module.date
_real_sleep = time.sleep


def sleep(seconds: float) -> None:
    """Block: virtual time passes and nobody else runs. Outside of a run, the real sleep."""
    loop = active.loop
    if loop is None:
        return _real_sleep(seconds)
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    where = here()
    if loop.worker is not None:
        loop.worker.sleep(seconds)
    else:
        _block(loop, seconds, where)
    if loop.time() > loop.time_limit:
        raise HaltError("time-limit", where)
    return None


def _block(loop: VirtualLoop, seconds: float, where: Where | None) -> None:
    """Let time pass for everybody, and leave a blocked stretch and a note of it."""
    begin = loop.time()
    loop.advance(seconds)
    loop.blocked = round(loop.blocked + seconds, 9)
    place = str(where or "")
    spans = [] if loop.recorder is None else loop.recorder.trace.spans
    last = spans[-1] if spans else None
    if last and (last.kind, last.end, last.detail) == ("blocked", begin, place):
        # The same line again, as in a loop that polls: one stretch, one note.
        last.end = loop.time()
        last.name = "time.sleep()"
        return
    if loop.recorder is not None and seconds:
        span = loop.recorder.begin(f"time.sleep({seconds:g})", "blocked", (seconds,))
        span.start = begin
        span.detail = place
        loop.recorder.finish(span, "ok")
    if sum(stop.code == "blocked" for stop in loop.notes[-_NOTES:]) < _NOTES:
        note("blocked", words.SLEEP.format(f"{seconds:g}"), where)


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


def _calendar(name: str, given: int) -> Callable[..., Any]:
    """`time.localtime` and its kin: with only `given` arguments they mean now, the virtual now."""
    real, local = getattr(time, name), time.localtime
    moment = local if name in ("strftime", "asctime") else float

    def calendar(*args: Any) -> Any:
        loop = active.loop
        if loop is None or len(args) != given:
            return real(*args)
        return real(*args, moment(_WALL + loop.time()))

    calendar.__name__ = calendar.__qualname__ = name
    return calendar


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
_CLOCKS |= {
    getattr(time, name): (name, _calendar(name, given))
    for name, given in (
        ("localtime", 0),
        ("gmtime", 0),
        ("ctime", 0),
        ("asctime", 0),
        ("strftime", 1),
    )
}


class _LooksLike(type):
    """Lets `isinstance(x, datetime)` be true for real ones while the name is swapped."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, cls.__mro__[1])

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, cls.__mro__[1])


class datetime(_datetime, metaclass=_LooksLike):
    """`datetime.datetime`, now() and its kin on the virtual clock; it makes real datetimes."""

    def __new__(cls, *args: Any, **options: Any) -> Any:
        """A real datetime."""
        return _datetime(*args, **options)

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        """The virtual time, outside of a run the real one."""
        loop = active.loop
        if loop is None:
            return _datetime.now(tz)
        return _datetime.fromtimestamp(_WALL + loop.time(), tz)

    @classmethod
    def utcnow(cls) -> Any:
        """As `now`, in UTC and without a time zone."""
        return datetime.now(datetime_module.UTC).replace(tzinfo=None)

    @classmethod
    def today(cls) -> Any:
        """As `now`, without a time zone."""
        return datetime.now()


class date(_date, metaclass=_LooksLike):
    """`datetime.date` with today() on the virtual clock; it makes real dates."""

    def __new__(cls, *args: Any, **options: Any) -> Any:
        """A real date."""
        return _date(*args, **options)

    @classmethod
    def today(cls) -> Any:
        """The day that `datetime.now` is in."""
        return datetime.now().date()


def replacements() -> list[tuple[Any, str, Any, Any]]:
    """(owner, attribute, real, replacement) of every clock."""
    found = [(time, name, real, fake) for real, (name, fake) in _CLOCKS.items()]
    found.append((datetime_module, "datetime", _datetime, datetime))
    found.append((datetime_module, "date", _date, date))
    return found
