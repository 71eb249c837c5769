"""A pool of processes for computations, where there can be one."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import Executor

from course_lib.services.work import crunch
from course_lib.tracing.runtime import in_browser


def process_pool(workers: int = 2) -> Executor | None:
    """A pool of processes that have started already; None where there can be none (browsers).

    The processes end with this one. They are spawned, not forked: a kernel has threads.
    """
    if in_browser():
        return None
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker)
    # Starting takes a while, and a demo must not measure it; each worker gets one of these.
    for started in [pool.submit(crunch, 0.05) for _ in range(workers)]:
        started.result()
    return pool


def _begin_worker() -> None:
    # The interrupt button reaches the whole process group; it is meant for the kernel alone.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A kernel that is killed cannot tell its workers to go."""
    from multiprocessing import connection, parent_process

    connection.wait([parent_process().sentinel])
    os._exit(0)
