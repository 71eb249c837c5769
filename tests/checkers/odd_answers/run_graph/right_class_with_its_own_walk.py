import asyncio
from graphlib import TopologicalSorter


def validate(nodes):
    for name, (deps, _) in nodes.items():
        for d in deps:
            if d not in nodes:
                raise ValueError(f"{name} needs {d!r}, which is not a node")
    TopologicalSorter({n: deps for n, (deps, _) in nodes.items()}).prepare()


class Graph:
    def __init__(self, nodes):
        self.nodes = nodes
        self.check()

    def check(self):
        state = {}

        def walk(n, path):
            if n not in self.nodes:
                raise ValueError(f"no node called {n}")
            if n in path:
                raise ValueError("cycle")
            if state.get(n):
                return
            for d in self.nodes[n][0]:
                walk(d, path | {n})
            state[n] = True

        for n in self.nodes:
            walk(n, frozenset())

    async def run(self):
        self.tasks = {}
        for n in self.nodes:
            self.tasks[n] = asyncio.ensure_future(self.node(n))
        try:
            done, _ = (
                await asyncio.wait(self.tasks.values(), return_when=asyncio.FIRST_EXCEPTION)
                if self.tasks
                else ((), ())
            )
        finally:
            late = [t for t in self.tasks.values() if not t.done()]
            for t in late:
                t.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        problems = [
            t.exception() for t in self.tasks.values() if not t.cancelled() and t.exception()
        ]
        if problems:
            raise problems[0]
        return {n: t.result() for n, t in self.tasks.items()}

    async def node(self, n):
        deps, fn = self.nodes[n]
        args = []
        for d in deps:
            t = self.tasks[d]
            if not t.done():
                await asyncio.wait([t])
            args.append(t.result())
        return await fn(*args)


async def run_graph(nodes):
    return await Graph(nodes).run()
