import asyncio


async def run_graph(nodes):
    state = {}

    def visit(name, asked_by):
        if name not in nodes:
            raise ValueError(f"{asked_by!r} needs {name!r}, which is unknown")
        if state.get(name) == "open":
            raise ValueError(f"{name!r} needs itself in the end")
        if name not in state:
            state[name] = "open"
            for dep in nodes[name][0]:
                visit(dep, name)
            state[name] = "done"

    for name in nodes:
        visit(name, None)

    loop = asyncio.get_running_loop()
    promised = {name: loop.create_future() for name in nodes}

    async def fulfil(name):
        deps, fn = nodes[name]
        inputs = [await promised[dep] for dep in deps]
        promised[name].set_result(await fn(*inputs))

    async with asyncio.TaskGroup() as group:
        for name in nodes:
            group.create_task(fulfil(name))
    return {name: promised[name].result() for name in nodes}
