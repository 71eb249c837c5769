# expect: ran-first
# misconception: noticing the cycle when stuck is early enough
import asyncio


async def run_graph(nodes):
    for deps, _ in nodes.values():
        for dep in deps:
            if dep not in nodes:
                raise ValueError(f"{dep} is not in the graph")
    values, names = {}, {}
    try:
        while len(values) < len(nodes):
            for name, (deps, fn) in nodes.items():
                under_way = name in values or name in names.values()
                if not under_way and all(dep in values for dep in deps):
                    names[asyncio.create_task(fn(*[values[dep] for dep in deps]))] = name
            if not names:
                raise ValueError("the graph has a cycle")
            done, _ = await asyncio.wait(names, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                values[names.pop(task)] = task.result()
    finally:
        for task in names:
            task.cancel()
        if names:
            await asyncio.wait(names)
    return {name: values[name] for name in nodes}
