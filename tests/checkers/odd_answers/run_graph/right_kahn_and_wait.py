import asyncio
from collections import deque
from graphlib import TopologicalSorter


def validate(nodes):
    for name, (deps, _) in nodes.items():
        for d in deps:
            if d not in nodes:
                raise ValueError(f"{name} needs {d!r}, which is not a node")
    TopologicalSorter({n: deps for n, (deps, _) in nodes.items()}).prepare()


async def run_graph(nodes):
    missing = {n: set(deps) for n, (deps, _) in nodes.items()}
    if unknown := set().union(*missing.values()) - set(nodes):
        raise ValueError(f"unknown: {sorted(map(str, unknown))}")
    left = {n: set(m) for n, m in missing.items()}
    free = deque(n for n, m in left.items() if not m)
    count = 0
    while free:
        x = free.popleft()
        count += 1
        for n, m in left.items():
            if x in m:
                m.discard(x)
                if not m:
                    free.append(n)
    if count != len(nodes):
        raise ValueError("cycle")
    values, running = {}, {}

    def start():
        for n, m in missing.items():
            if n not in values and n not in running.values() and m <= values.keys():
                deps, fn = nodes[n]
                running[asyncio.create_task(fn(*map(values.get, deps)))] = n

    try:
        start()
        while running:
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for t in done:
                values[running[t]] = t.result()
            for t in done:
                del running[t]
            start()
    finally:
        for t in running:
            t.cancel()
        if running:
            await asyncio.wait(running)
            for t in running:
                if not t.cancelled():
                    t.exception()
    return {n: values[n] for n in nodes}
