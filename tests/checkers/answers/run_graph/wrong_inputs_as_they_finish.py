# expect: inputs-order
# misconception: inputs may be passed in any order
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
        args = []

        async def take(d):
            args.append(await tasks[d])

        await asyncio.gather(*map(take, deps))
        return await fn(*args)

    async with asyncio.TaskGroup() as tg:
        for n in nodes:
            tasks[n] = tg.create_task(run(n), name=str(n))
    return {n: t.result() for n, t in tasks.items()}
