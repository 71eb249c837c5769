# expect: too-slow
# misconception: a timeout per task is a timeout for all
import asyncio


async def one(t, timeout):
    done, late = await asyncio.wait({t}, timeout=timeout)
    if late:
        t.cancel()
        await asyncio.wait({t})


async def drain(bg, timeout):
    bg.closing = True
    tasks = list(bg.tasks)
    for t in tasks:
        await one(t, timeout)
    c = sum(t.cancelled() for t in tasks)
    f = sum(1 for t in tasks if not t.cancelled() and t.exception() is not None)
    return {"finished": len(tasks) - c - f, "failed": f, "cancelled": c}
