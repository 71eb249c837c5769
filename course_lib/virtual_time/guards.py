"""Guards around a batch of virtual runs: put up once, taken down whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from course_lib.virtual_time import words
from course_lib.virtual_time.active import active
from course_lib.virtual_time.engine import execute
from course_lib.virtual_time.memory import MEMORY, bounded_memory
from course_lib.virtual_time.output import bounded_output
from course_lib.virtual_time.patches import patched
from course_lib.virtual_time.result import Run
from course_lib.virtual_time.watch import SPIN_SECONDS, STUCK_SECONDS, watched


class Batch:
    """Runs under one set of guards, each on a fresh virtual loop."""

    def run(self, function: Callable[..., Any], *args: Any, **options: Any) -> Run:
        """As `course_lib.virtual_time.run`, without putting the guards up again."""
        return execute(function, args, **options)


@contextmanager
def guards(
    namespace: dict[str, Any] | None = None,
    *,
    show_output: bool = False,
    spin_limit: float = SPIN_SECONDS,
    stuck_limit: float = STUCK_SECONDS,
    memory_limit: int = MEMORY,
) -> Iterator[Batch]:
    """Guard the runs of a block; everything is put back when it ends, by an interrupt too.

    `namespace` is the dictionary that the guarded code lives in: names that were imported into
    it (`from time import sleep`) are swapped as well. What runs print is kept in
    `Run.printed`, and shown too if `show_output`; both up to a bound. `spin_limit` is in
    seconds of CPU time, `stuck_limit` of real time, `memory_limit` in bytes beyond what the
    process has. The last three need signals or resource limits: they do nothing on Windows
    and in Pyodide, and the first two only work in the main thread. Raises RuntimeError inside a
    virtual run.
    """
    if active.loop is not None:
        raise RuntimeError(words.NESTED_RUN)
    with patched(namespace), bounded_output(show_output), bounded_memory(memory_limit):
        with watched(spin_limit, stuck_limit):
            yield Batch()
