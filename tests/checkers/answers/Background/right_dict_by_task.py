import asyncio


class Background:
    def __init__(self, on_error):
        self._on_error = on_error
        self._names = {}

    pending = property(lambda self: len(self._names))

    def spawn(self, coro, *, name):
        task = asyncio.get_running_loop().create_task(coro, name=name)
        self._names[task] = name
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task):
        name = self._names.pop(task)
        try:
            task.result()
        except asyncio.CancelledError:
            pass
        except Exception as error:
            self._on_error(name, error)
