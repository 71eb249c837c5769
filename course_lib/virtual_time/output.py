"""What runs print: kept up to a bound, so that a megabyte of it drowns nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from course_lib.virtual_time.active import active

KEPT = 10_000  # characters a run


class Printed:
    """The first `KEPT` characters of one run, and how many there were."""

    __slots__ = ("parts", "room", "total")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.room = KEPT
        self.total = 0

    def keep(self, text: str) -> str:
        """Count `text`; gives the part of it that is kept."""
        self.total += len(text)
        if not self.room:
            return ""
        part = text[: self.room]
        self.room -= len(part)
        self.parts.append(part)
        return part


class _Stream:
    """Stands in for sys.stdout or sys.stderr; outside of a run it is the real one."""

    def __init__(self, real: Any, show: bool) -> None:
        self._real = real
        self._show = show

    def write(self, text: str) -> int:
        loop = active.loop
        if loop is None:
            return self._real.write(text)
        if loop.printed is None:
            loop.printed = Printed()
        full = not loop.printed.room
        part = loop.printed.keep(text)
        if self._show:
            if part:
                self._real.write(part)
            if not loop.printed.room and not full:
                self._real.write("\n... more was printed and is not shown\n")
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def close(self) -> None:
        if active.loop is None:
            self._real.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


@contextmanager
def bounded_output(show: bool) -> Iterator[None]:
    """Keep what runs print, and let the bounded part through if `show`."""
    real = sys.stdout, sys.stderr
    try:
        sys.stdout, sys.stderr = (_Stream(stream, show) for stream in real)
        yield
    finally:
        # Also if the code has put something else there: the cell's output must go on.
        sys.stdout, sys.stderr = real
