# expect: raised
import asyncio


async def run_graph(nodes):
    for n, (deps, _) in nodes.items():
        for d in deps:
            if d not in nodes:
                raise ValueError(d)
    import graphlib

    graphlib.TopologicalSorter({n: d for n, (d, _) in nodes.items()}).prepare()
    children = {n: set() for n in nodes}
    for n, (deps, _) in nodes.items():
        for d in deps:
            children[d].add(n)
    left = {n: len(d) for n, (d, _) in nodes.items()}
    out = {}
    async with asyncio.TaskGroup() as tg:

        async def run(n):
            out[n] = await nodes[n][1](*[out[d] for d in nodes[n][0]])
            for c in children[n]:
                left[c] -= 1
                if not left[c]:
                    tg.create_task(run(c))

        for n in nodes:
            if not nodes[n][0]:
                tg.create_task(run(n))
    return {n: out[n] for n in nodes}
