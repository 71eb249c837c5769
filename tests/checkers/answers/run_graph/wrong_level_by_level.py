# expect: late-start
# misconception: a level must be complete before the next begins
import asyncio
from graphlib import CycleError, TopologicalSorter


def check(nodes):
    for name, (deps, _) in nodes.items():
        for dep in deps:
            if dep not in nodes:
                raise ValueError(f"{name} needs {dep}, which is not in the graph")
    try:
        return list(TopologicalSorter({n: d for n, (d, _) in nodes.items()}).static_order())
    except CycleError as error:
        raise ValueError(f"the graph has a cycle: {error.args[1]}") from None


async def run_graph(nodes):
    check(nodes)
    sorter = TopologicalSorter({name: deps for name, (deps, _) in nodes.items()})
    sorter.prepare()
    values = {}

    async def run(name):
        deps, fn = nodes[name]
        values[name] = await fn(*[values[dep] for dep in deps])

    while sorter.is_active():
        ready = sorter.get_ready()
        async with asyncio.TaskGroup() as group:
            for name in ready:
                group.create_task(run(name))
        sorter.done(*ready)
    return {name: values[name] for name in nodes}
