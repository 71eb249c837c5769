import asyncio
import graphlib


async def run_graph(nodes):
    unknown = {dep for deps, _ in nodes.values() for dep in deps} - set(nodes)
    if unknown:
        raise ValueError(f"unknown: {sorted(unknown)}")
    sorter = graphlib.TopologicalSorter({name: deps for name, (deps, fn) in nodes.items()})
    sorter.prepare()  # CycleError is a ValueError
    values, names = {}, {}
    try:
        while sorter.is_active():
            for name in sorter.get_ready():
                deps, fn = nodes[name]
                task = asyncio.create_task(fn(*(values[dep] for dep in deps)))
                names[task] = name
            done, _ = await asyncio.wait(names, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                name = names.pop(task)
                values[name] = task.result()
                sorter.done(name)
    finally:
        for task in names:
            task.cancel()
        if names:
            await asyncio.wait(names)
    return {name: values[name] for name in nodes}
