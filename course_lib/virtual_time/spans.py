"""Task spans: each task of a run as a stretch in its trace."""

from __future__ import annotations

import asyncio
import contextvars
from typing import Any

from course_lib.tracing import Recorder
from course_lib.tracing.recorder import _parent


class TaskSpans:
    """Opens a span for every task that is created and ends it with the task.

    A span begins when its task is created and ends when the task is over. What the task calls
    has the task's span as its parent, unless the task was given a context of its own.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def open(self, coroutine: Any, options: dict[str, Any]) -> Any:
        """A span for a task to be; puts the context for it into `options`."""
        name = options.get("name") or getattr(coroutine, "__name__", "task")
        span = self._recorder.begin(str(name), "task")
        if options.get("context") is None:
            context = contextvars.copy_context()
            context.run(_parent.set, span.id)
            options["context"] = context
        return span

    def close_with(self, task: asyncio.Task[Any], span: Any) -> None:
        """End `span` when `task` is over."""
        task.add_done_callback(lambda task: self._over(task, span))

    def _over(self, task: asyncio.Task[Any], span: Any) -> None:
        if not (name := task.get_name()).startswith("Task-"):
            span.name = name  # Python 3.11 names a task only after it was created
        if task.cancelled():
            self._recorder.finish(span, "cancelled")
            span.error = "CancelledError"
        elif task._exception is not None:
            # Not task.exception(): that would mark the exception as read.
            self._recorder.finish(span, "failed", task._exception)
        else:
            self._recorder.finish(span, "ok")
