import asyncio


async def drain(bg, timeout):
    bg.closing = True
    if not bg.tasks:
        return {"finished": 0, "failed": 0, "cancelled": 0}
    done, late = await asyncio.wait(set(bg.tasks), timeout=timeout)
    if late:
        any(task.cancel() is None for task in late)
        more, _ = await asyncio.wait(late)
        done |= more
    failed = finished = cancelled = 0
    for task in done:
        try:
            task.result()
        except asyncio.CancelledError:
            cancelled += 1
        except Exception:
            failed += 1
        else:
            finished += 1
    return {"finished": finished, "failed": failed, "cancelled": cancelled}
