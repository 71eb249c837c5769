import asyncio
from dataclasses import dataclass, field
from typing import Callable


@dataclass(eq=False)
class _Registry:
    on_error: Callable
    tasks: set = field(default_factory=set)

    def track(self, task):
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        task.add_done_callback(self.hear)

    def hear(self, task):
        if not task.cancelled() and task.exception() is not None:
            self.on_error(task.get_name(), task.exception())


class Background(_Registry):
    def spawn(self, coro, *, name):
        self.track(task := asyncio.create_task(coro, name=name))
        return task

    @property
    def pending(self):
        return len(self.tasks)
