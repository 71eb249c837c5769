# expect: ran-first
# misconception: noticing the cycle when stuck is early enough
import asyncio
from graphlib import TopologicalSorter


def validate(nodes):
    for name, (deps, _) in nodes.items():
        for d in deps:
            if d not in nodes:
                raise ValueError(f"{name} needs {d!r}, which is not a node")
    TopologicalSorter({n: deps for n, (deps, _) in nodes.items()}).prepare()


async def run_graph(nodes):
    if any(d not in nodes for deps, _ in nodes.values() for d in deps):
        raise ValueError("unknown")
    out = {}
    left = dict(nodes)
    running = {}
    async with asyncio.TaskGroup() as tg:

        async def run(n, deps, fn):
            out[n] = await fn(*[out[d] for d in deps])
            running.pop(n)
            advance()

        def advance():
            ready = [n for n, (deps, _) in left.items() if out.keys() >= set(deps)]
            if left and not ready and not running:
                raise ValueError("cycle among " + ", ".join(map(str, left)))
            for n in ready:
                running[n] = tg.create_task(run(n, *left.pop(n)))

        advance()
    return {n: out[n] for n in nodes}
