# expect: raised
async def drain(bg, timeout):
    return await bg.drain(timeout)
