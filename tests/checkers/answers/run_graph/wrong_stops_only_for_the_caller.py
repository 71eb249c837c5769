# expect: left-running
# misconception: if one node fails the graph stops by itself
import asyncio
from graphlib import TopologicalSorter


def validate(nodes):
    for name, (deps, _) in nodes.items():
        for d in deps:
            if d not in nodes:
                raise ValueError(f"{name} needs {d!r}, which is not a node")
    TopologicalSorter({n: deps for n, (deps, _) in nodes.items()}).prepare()


async def run_graph(nodes):
    validate(nodes)
    tasks = {}

    async def run(name):
        deps, fn = nodes[name]
        return await fn(*await asyncio.gather(*(asyncio.shield(tasks[d]) for d in deps)))

    for n in nodes:
        tasks[n] = asyncio.ensure_future(run(n))
    try:
        return {n: await t for n, t in tasks.items()}
    except asyncio.CancelledError:
        for t in tasks.values():
            t.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
        raise
