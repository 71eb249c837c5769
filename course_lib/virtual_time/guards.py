"""Guards around a batch of virtual runs: put up once, taken down whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from course_lib.virtual_time.clocks import swapped_clocks
from course_lib.virtual_time.engine import execute
from course_lib.virtual_time.result import Run


class Batch:
    def run(self, function: Callable[..., Any], *args: Any, **options: Any) -> Run:
        return execute(function, args, **options)


@contextmanager
def guards(namespace: dict[str, Any] | None = None) -> Iterator[Batch]:
    with swapped_clocks(namespace):
        yield Batch()
