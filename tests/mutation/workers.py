"""Judge programs in processes of their own, each with a hard limit on wall time."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from course_lib.exercises.child import refuse_processes
from tests.mutation.judge import Judged, judge

# Long, since on a busy machine a right program of the capstone may take half a minute.
WALL_LIMIT = 60.0
# Memory of a worker in bytes: a mutant that grows without end must not take the machine along.
MEMORY = 2 << 30
# A worker is replaced after so many programs: what they left behind goes with it.
LIFE = 300

Job = tuple[Any, str, str, int]  # key, exercise, source, seed


@dataclass
class _Worker:
    process: multiprocessing.process.BaseProcess
    pipe: Connection
    job: Job | None = None
    begun: float = 0.0
    done: int = 0

    def give(self, job: Job) -> None:
        self.job, self.begun = job, time.monotonic()
        self.pipe.send(job[1:])

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


def judge_all(
    jobs: Iterable[Job], *, workers: int = 2, limit: float = WALL_LIMIT
) -> Iterator[tuple[Any, Judged]]:
    """(key, what became of it) for each job (key, exercise, source, seed), as they end.

    A program that is not judged within `limit` seconds of wall time counts as "hung", one that
    takes its process down as failed.
    """
    waiting = iter(jobs)
    context = multiprocessing.get_context("spawn")
    crew: list[_Worker] = []
    try:
        while True:
            while len(crew) < workers and (job := next(waiting, None)):
                crew.append(_start(context))
                crew[-1].give(job)
            if not crew:
                return
            for worker in _ready(crew, limit):
                key = worker.job[0]
                answer, alive = _answer(worker, limit)
                yield key, answer
                worker.done += 1
                job = next(waiting, None)
                if not alive or worker.done >= LIFE or job is None:
                    crew.remove(worker)
                    worker.end()
                    if job is not None:
                        worker = _start(context)
                        crew.append(worker)
                if job is not None:
                    worker.give(job)
    finally:
        for worker in crew:
            worker.end()


def _start(context: Any) -> _Worker:
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    there.close()
    return _Worker(process, here)


def _ready(crew: list[_Worker], limit: float) -> list[_Worker]:
    """The workers that have something to say, or whose time is up."""
    soonest = min(worker.begun for worker in crew) + limit - time.monotonic()
    heard = wait([worker.pipe for worker in crew], max(0.0, soonest))
    now = time.monotonic()
    return [w for w in crew if w.pipe in heard or now - w.begun >= limit]


def _answer(worker: _Worker, limit: float) -> tuple[Judged, bool]:
    if not worker.pipe.poll():
        return Judged("hung", (f"no verdict within {limit:g} s",), seconds=limit), False
    try:
        return worker.pipe.recv(), True
    except (EOFError, OSError):
        return Judged("failed", ("its process ended",)), False


def _serve(pipe: Connection) -> None:
    _limit_memory()
    refuse_processes()
    while True:
        try:
            name, source, seed = pipe.recv()
        except EOFError:
            return
        try:
            answer = judge(name, source, seed=seed)
        except BaseException as error:
            answer = Judged("error", (f"the checker raised {type(error).__name__}: {error}",))
        pipe.send(answer)


def _limit_memory() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):
        pass
