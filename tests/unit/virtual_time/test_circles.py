"""Tasks that wait for each other: a deadlock with a sentence, and no recursion error."""

import asyncio

from course_lib.virtual_time import guards


async def _circle() -> None:
    tasks: dict[str, asyncio.Task[None]] = {}

    async def wait_for(other: str) -> None:
        await asyncio.gather(tasks[other])

    tasks["left"] = asyncio.create_task(wait_for("right"), name="left")
    tasks["right"] = asyncio.create_task(wait_for("left"), name="right")
    await asyncio.gather(*tasks.values())


def test_a_circle_of_tasks_is_a_deadlock_and_leaves_the_next_run_alone() -> None:
    async def fine() -> str:
        await asyncio.sleep(1.0)
        return "fine"

    with guards() as batch:
        stuck = batch.run(_circle)
        after = batch.run(fine)
    assert stuck.stopped is not None
    assert stuck.stopped.code == "deadlock"
    assert after.result() == "fine"
