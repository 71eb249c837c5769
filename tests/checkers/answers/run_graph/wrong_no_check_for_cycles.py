# expect: deadlock
# misconception: graphs in practice have no cycles
import asyncio


async def run_graph(nodes):
    for deps, _ in nodes.values():
        for dep in deps:
            if dep not in nodes:
                raise ValueError(f"{dep} is not in the graph")
    ready = {name: asyncio.Event() for name in nodes}
    values = {}

    async def run(name):
        deps, fn = nodes[name]
        for dep in deps:
            await ready[dep].wait()
        values[name] = await fn(*[values[dep] for dep in deps])
        ready[name].set()

    async with asyncio.TaskGroup() as group:
        for name in nodes:
            group.create_task(run(name))
    return {name: values[name] for name in nodes}
