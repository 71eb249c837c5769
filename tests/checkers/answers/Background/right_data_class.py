import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Background:
    on_error: Callable
    tasks: set = field(default_factory=set)

    @property
    def pending(self) -> int:
        return len(self.tasks)

    def spawn(self, coro, *, name: str) -> asyncio.Task:
        task = asyncio.create_task(coro, name=name)
        self.tasks |= {task}
        task.add_done_callback(self._forget)
        task.add_done_callback(self._report)
        return task

    def _forget(self, task):
        self.tasks -= {task}

    def _report(self, task):
        match task.cancelled() or task.exception():
            case True | None:
                pass
            case error:
                self.on_error(task.get_name(), error)
