"""`run`: a coroutine function on virtual time, with everything guarded for that one run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course_lib.virtual_time.guards import guards
from course_lib.virtual_time.result import Run


def run(function: Callable[..., Any], *args: Any, **options: Any) -> Run:
    with guards(getattr(function, "__globals__", None)) as batch:
        return batch.run(function, *args, **options)
