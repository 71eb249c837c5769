from asyncio import *


async def load_dashboard(api, customer_id):
    loop = get_running_loop()
    futs = {}
    go = Event()

    def start():
        for k in ("customer", "preferences", "orders"):
            futs[k] = ensure_future(getattr(api, f"get_{k}")(customer_id))
        go.set()

    loop.call_soon(start)
    await go.wait()
    await wait(futs.values(), return_when=ALL_COMPLETED)
    return {k: f.result() for k, f in futs.items()}
