# expect: late-start
# misconception: a topological order is a schedule
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
    values = {}
    for name in check(nodes):
        deps, fn = nodes[name]
        values[name] = await fn(*[values[dep] for dep in deps])
    return {name: values[name] for name in nodes}
