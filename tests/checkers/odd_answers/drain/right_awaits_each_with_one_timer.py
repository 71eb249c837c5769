import asyncio


async def drain(bg, timeout):
    bg.closing = True
    tasks = list(bg.tasks)
    counts = {"finished": 0, "failed": 0, "cancelled": 0}
    loop = asyncio.get_running_loop()
    timer = loop.call_later(timeout, lambda: [t.cancel() for t in tasks if not t.done()])
    for t in tasks:
        try:
            await t
            counts["finished"] += 1
        except asyncio.CancelledError:
            counts["cancelled"] += 1
        except Exception:
            counts["failed"] += 1
    timer.cancel()
    return counts
