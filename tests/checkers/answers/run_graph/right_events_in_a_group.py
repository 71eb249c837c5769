import asyncio


def check(nodes):
    placed = set()
    left = dict(nodes)
    while left:
        ready = [n for n, (deps, _) in left.items() if all(d in placed for d in deps)]
        if not ready:
            raise ValueError("a cycle or an unknown name among " + ", ".join(left))
        placed.update(ready)
        for name in ready:
            del left[name]


async def run_graph(nodes):
    check(nodes)
    ready = {name: asyncio.Event() for name in nodes}
    values = {}

    async def run(name):
        deps, fn = nodes[name]
        for dep in deps:
            await ready[dep].wait()
        values[name] = await fn(*(values[dep] for dep in deps))
        ready[name].set()

    async with asyncio.TaskGroup() as group:
        for name in nodes:
            group.create_task(run(name))
    return {name: values[name] for name in nodes}
