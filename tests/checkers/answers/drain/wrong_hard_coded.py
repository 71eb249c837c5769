# expect: wrong-counts, left-running
async def drain(bg, timeout):
    bg.closing = True
    return {"finished": 3, "failed": 0, "cancelled": 0}
