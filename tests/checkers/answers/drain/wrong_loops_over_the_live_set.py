# expect: raised
# misconception: a set can be iterated while tasks finish
import asyncio


async def drain(bg, timeout):
    bg.closing = True
    report = {"finished": 0, "failed": 0, "cancelled": 0}
    deadline = asyncio.get_running_loop().time() + timeout
    for task in bg.tasks:
        left = deadline - asyncio.get_running_loop().time()
        _, late = await asyncio.wait([task], timeout=max(left, 0))
        if late:
            task.cancel()
            await asyncio.wait([task])
        if task.cancelled():
            report["cancelled"] += 1
        elif task.exception():
            report["failed"] += 1
        else:
            report["finished"] += 1
    return report
