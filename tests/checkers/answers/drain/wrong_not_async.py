# expect: not-async
def drain(bg, timeout):
    bg.closing = True
    return {"finished": 0, "failed": 0, "cancelled": 0}
