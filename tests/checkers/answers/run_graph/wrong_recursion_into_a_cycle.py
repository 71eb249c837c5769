# expect: deadlock
# misconception: graphs in practice have no cycles
import asyncio


async def run_graph(nodes):
    if unknown := [d for deps, _ in nodes.values() for d in deps if d not in nodes]:
        raise ValueError(f"unknown {unknown}")
    memo = {}
    async with asyncio.TaskGroup() as tg:

        def task(n):
            if n not in memo:
                deps, fn = nodes[n]

                async def go():
                    return await fn(*[await t for t in [task(d) for d in deps]])

                memo[n] = tg.create_task(go())
            return memo[n]

        for n in nodes:
            task(n)
    return {n: memo[n].result() for n in nodes}
