import asyncio


class Runner:
    def __init__(self, nodes):
        self.nodes = nodes
        self.readers = {name: [] for name in nodes}
        self.missing = {}
        self.values = {}
        for name, (deps, _) in nodes.items():
            self.missing[name] = len(deps)
            for dep in deps:
                if dep not in nodes:
                    raise ValueError(f"unknown input {dep!r} of {name!r}")
                self.readers[dep].append(name)

    def check(self):
        missing = dict(self.missing)
        ready = [name for name, count in missing.items() if not count]
        seen = 0
        while ready:
            seen += 1
            for reader in self.readers[ready.pop()]:
                missing[reader] -= 1
                if not missing[reader]:
                    ready.append(reader)
        if seen < len(self.nodes):
            raise ValueError("the graph has a cycle")

    async def run(self):
        async with asyncio.TaskGroup() as self.group:
            for name, count in list(self.missing.items()):
                if not count:
                    self.start(name)
        return {name: self.values[name] for name in self.nodes}

    def start(self, name):
        self.group.create_task(self.one(name))

    async def one(self, name):
        deps, fn = self.nodes[name]
        self.values[name] = await fn(*[self.values[dep] for dep in deps])
        for reader in self.readers[name]:
            self.missing[reader] -= 1
            if not self.missing[reader]:
                self.start(reader)


async def run_graph(nodes):
    runner = Runner(nodes)
    runner.check()
    return await runner.run()
