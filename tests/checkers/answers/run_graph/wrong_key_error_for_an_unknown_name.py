# expect: ran-first
# misconception: a KeyError explains itself
import asyncio
from graphlib import TopologicalSorter


async def run_graph(nodes):
    graph = {name: deps for name, (deps, _) in nodes.items()}
    TopologicalSorter(graph).prepare()
    tasks = {}

    async def run(name):
        deps, fn = nodes[name]
        return await fn(*[await tasks[dep] for dep in deps])

    async with asyncio.TaskGroup() as group:
        for name in nodes:
            tasks[name] = group.create_task(run(name))
    return {name: tasks[name].result() for name in nodes}
