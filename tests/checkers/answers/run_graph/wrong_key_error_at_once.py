# expect: wrong-refusal
# misconception: a KeyError explains itself
import asyncio
from graphlib import TopologicalSorter


async def run_graph(nodes):
    order = list(TopologicalSorter({n: deps for n, (deps, _) in nodes.items()}).static_order())
    functions = {name: nodes[name] for name in order}
    tasks = {}

    async def run(name):
        deps, fn = functions[name]
        return await fn(*[await tasks[dep] for dep in deps])

    async with asyncio.TaskGroup() as group:
        for name in order:
            tasks[name] = group.create_task(run(name))
    return {name: tasks[name].result() for name in nodes}
