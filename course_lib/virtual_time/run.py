"""`run`: a coroutine function on virtual time, with everything guarded for that one run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course_lib.virtual_time.engine import STEP_LIMIT
from course_lib.virtual_time.guards import guards
from course_lib.virtual_time.result import Run


def run(
    function: Callable[..., Any],
    *args: Any,
    seed: int | None = None,
    cancel_at: float | None = None,
    trace: bool = True,
    tasks: bool = False,
    settle: bool = True,
    time_limit: float = 3600.0,
    step_limit: int = STEP_LIMIT,
) -> Run:
    """Run `function(*args)` on a fresh virtual loop in this thread, in a notebook cell too.

    `seed` shuffles the order of timers that are due at the same instant (None: the order in
    which they were set). `cancel_at` cancels the main task at that virtual second. A recorder
    on the virtual clock is active unless `trace` is false, which also leaves swallowed
    cancellations uncounted and the lines of never-awaited coroutines unknown; `tasks` records
    a span for each task too. After the main coroutine is over, what it left running goes on
    for up to a minute of virtual time if `settle`, and is cancelled then. `time_limit` is in
    virtual seconds, `step_limit` in callbacks.

    A guard that ends the run is in `Run.stopped`. Raises RuntimeError inside a virtual run,
    and KeyboardInterrupt if the run is interrupted, with everything put back.
    """
    with guards(getattr(function, "__globals__", None), show_output=True) as batch:
        return batch.run(
            function,
            *args,
            seed=seed,
            cancel_at=cancel_at,
            trace=trace,
            tasks=tasks,
            settle=settle,
            time_limit=time_limit,
            step_limit=step_limit,
        )
