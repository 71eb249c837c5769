import asyncio
from graphlib import TopologicalSorter


async def run_graph(nodes):
    graph = {name: set(deps) for name, (deps, _) in nodes.items()}
    if not set().union(*graph.values()) <= set(graph):
        raise ValueError("a node needs a name that nobody has")
    TopologicalSorter(graph).prepare()
    tasks = {}

    def task_of(name):
        if name not in tasks:
            deps, fn = nodes[name]
            needed = [task_of(dep) for dep in deps]

            async def run():
                return await fn(*[await task for task in needed])

            tasks[name] = asyncio.create_task(run())
        return tasks[name]

    everything = [task_of(name) for name in nodes]
    try:
        values = await asyncio.gather(*everything)
    except BaseException:
        for task in everything:
            if not task.cancelling():
                task.cancel()
        await asyncio.gather(*everything, return_exceptions=True)
        raise
    return dict(zip(nodes, values))
