# expect: wrong-counts
# misconception: the set still holds what has finished
import asyncio


async def drain(bg, timeout):
    bg.closing = True
    tasks = bg.tasks
    if tasks:
        await asyncio.wait(list(tasks), timeout=timeout)
        late = list(tasks)
        for t in late:
            t.cancel()
        await asyncio.gather(*late, return_exceptions=True)
    report = {"finished": 0, "failed": 0, "cancelled": 0}
    for t in list(tasks):
        if t.cancelled():
            report["cancelled"] += 1
        elif t.exception():
            report["failed"] += 1
        else:
            report["finished"] += 1
    return report
