"""A bound on memory while answers run: what is too much raises MemoryError."""

from __future__ import annotations

import os
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


@contextmanager
def bounded_memory(more: int = MEMORY) -> Iterator[None]:
    """Let the process take at most `more` bytes more; without effect where that cannot be had.

    The limit (RLIMIT_AS) is the whole process's, so it is put back as soon as the block ends.
    """
    used = _address_space() if resource is not None else None
    if used is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = min(x for x in (used + more, soft, hard) if x != resource.RLIM_INFINITY)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
