# expect: cancellation-lost
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
    order = check(nodes)
    tasks = {}

    async def run(name):
        deps, fn = nodes[name]
        return await fn(*[await tasks[dep] for dep in deps])

    try:
        async with asyncio.TaskGroup() as group:
            for name in order:
                tasks[name] = group.create_task(run(name))
    except asyncio.CancelledError:
        pass
    done = {n for n, t in tasks.items() if t.done() and not t.cancelled()}
    return {n: tasks[n].result() for n in nodes if n in done}
