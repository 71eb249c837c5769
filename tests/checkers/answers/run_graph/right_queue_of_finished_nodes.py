import asyncio
from graphlib import CycleError, TopologicalSorter


async def run_graph(nodes):
    if any(dep not in nodes for deps, _ in nodes.values() for dep in deps):
        raise ValueError("an input is not in the graph")
    sorter = TopologicalSorter()
    for name, (deps, _) in nodes.items():
        sorter.add(name, *deps)
    try:
        sorter.prepare()
    except CycleError:
        raise ValueError("the graph has a cycle") from None
    finished = asyncio.Queue()
    values = dict.fromkeys(nodes)

    async def run(name):
        deps, fn = nodes[name]
        values[name] = await fn(*map(values.get, deps))
        finished.put_nowait(name)

    async def feed(group):
        while sorter.is_active():
            for name in sorter.get_ready():
                group.create_task(run(name))
            sorter.done(await finished.get())

    async with asyncio.TaskGroup() as group:
        group.create_task(feed(group))
    return values
