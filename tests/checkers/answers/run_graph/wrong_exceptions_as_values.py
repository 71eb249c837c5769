# expect: error-as-value, dependant-ran
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
        try:
            return await fn(*[await tasks[dep] for dep in deps])
        except Exception as error:
            return error

    async with asyncio.TaskGroup() as group:
        for name in order:
            tasks[name] = group.create_task(run(name))
    return {name: tasks[name].result() for name in nodes}
