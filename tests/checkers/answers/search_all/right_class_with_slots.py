import asyncio


class Search:
    def __init__(self, providers):
        self.providers = providers
        self.hits = {}
        self.failed = {}

    async def ask(self, name, query):
        try:
            self.hits[name] = await self.providers[name](query)
        except Exception as error:
            error.add_note(f"provider: {name}")
            self.failed[name] = error

    async def run(self, query):
        async with asyncio.TaskGroup() as group:
            for name in self.providers:
                group.create_task(self.ask(name, query))

    def result(self, min_ok):
        if len(self.hits) < min_ok:
            errors = [self.failed[name] for name in self.providers if name in self.failed]
            raise ExceptionGroup("search failed", errors)
        joined = []
        for name in self.providers:
            joined += self.hits.get(name, [])
        return joined, self.failed


async def search_all(providers, query, min_ok):
    search = Search(providers)
    await search.run(query)
    return search.result(min_ok)
