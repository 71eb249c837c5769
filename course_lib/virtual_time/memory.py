"""A bound on memory while answers run: what is too much raises MemoryError."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

try:
    import resource
except ImportError:  # Windows, Pyodide
    resource = None

MEMORY = 1 << 30  # bytes on top of what the process has


def _address_space() -> int | None:
    """The bytes of address space in use; None where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return None


_lock = threading.Lock()
_bounds: list[int] = []  # of the blocks that are open, in all threads
_before: tuple[int, int] = (0, 0)


@contextmanager
def bounded_memory(more: int = MEMORY) -> Iterator[None]:
    """Let the process take at most `more` bytes more; without effect where that cannot be had.

    The limit (RLIMIT_AS) is the whole process's: the smallest of the open blocks holds, and when
    the last block ends, in whatever thread, the limit is what it was before the first.
    """
    used = _address_space() if resource is not None else None
    if used is None:
        yield
        return
    bound = used + more
    _open(bound)
    try:
        yield
    finally:
        _close(bound)


def _open(bound: int) -> None:
    global _before
    with _lock:
        if not _bounds:
            _before = resource.getrlimit(resource.RLIMIT_AS)
        _bounds.append(bound)
        _set()


def _close(bound: int) -> None:
    with _lock:
        _bounds.remove(bound)
        _set()


def _set() -> None:
    soft, hard = _before
    known = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([*_bounds, *known]), hard) if _bounds else _before)
