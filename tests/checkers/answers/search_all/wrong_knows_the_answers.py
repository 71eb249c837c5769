# expect: not-called
import asyncio


async def search_all(providers, query, min_ok):
    await asyncio.sleep(0.4)
    return [f"{name} hit {i}" for name in providers for i in range(2)], {}
