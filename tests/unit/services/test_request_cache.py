"""The library's request cache keeps the contract that lesson 4 asks for."""

import asyncio

from course_lib.exercises.answer import Answer
from course_lib.exercises.page_data import REQUEST_CACHE
from course_lib.services.request_cache import RequestCache
from course_lib.virtual_time import run


def test_it_passes_the_checker():
    verdict = REQUEST_CACHE.judge(Answer({"RequestCache": RequestCache}))
    assert verdict.outcome == "passed", verdict.findings


def test_a_fetch_that_is_cancelled_from_outside_is_forgotten_like_a_failure():
    tries = []

    async def fetch(key):
        tries.append(asyncio.current_task())
        await asyncio.sleep(1.0)
        return key

    async def story():
        cache = RequestCache(fetch)
        waiting = asyncio.create_task(cache.get("k"))
        await asyncio.sleep(0.1)
        tries[0].cancel()
        await asyncio.wait([waiting])
        return waiting.cancelled(), await cache.get("k")

    result = run(story)
    assert result.result() == (True, "k")
    assert len(tries) == 2
    assert not result.loop_errors
