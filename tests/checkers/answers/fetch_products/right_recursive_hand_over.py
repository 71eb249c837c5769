import asyncio


async def fetch_products(fetch, skus, limit):
    results = [None] * len(skus)
    places = iter(range(len(skus)))
    async with asyncio.TaskGroup() as group:

        async def lane(place):
            results[place] = await fetch(skus[place])
            following = next(places, None)
            if following is not None:
                group.create_task(lane(following))

        for _ in range(limit):
            place = next(places, None)
            if place is not None:
                group.create_task(lane(place))
    return results
