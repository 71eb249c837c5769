import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)

    async def fetch_one(index, sku):
        async with slots:
            return index, await fetch(sku)

    answers = {}
    for finished in asyncio.as_completed([fetch_one(i, sku) for i, sku in enumerate(skus)]):
        index, answer = await finished
        answers[index] = answer
    return [answers[index] for index in sorted(answers)]
