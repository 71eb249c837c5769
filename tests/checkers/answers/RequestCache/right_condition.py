import asyncio


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.outcomes = {}
        self.tasks = {}

    async def get(self, key):
        if key not in self.tasks:
            news = asyncio.Condition()
            self.tasks[key] = (asyncio.create_task(self.load(key, news)), news)
        task, news = self.tasks[key]
        async with news:
            await news.wait_for(lambda: task in self.outcomes)
        value, error = self.outcomes[task]
        if error is not None:
            raise error
        return value

    async def load(self, key, news):
        me = asyncio.current_task()
        try:
            outcome = (await self.fetch(key), None)
        except Exception as error:
            outcome = (None, error)
        async with news:
            self.outcomes[me] = outcome
            if outcome[1] is not None:
                del self.tasks[key]
            news.notify_all()
