"""For contracts of plain functions and objects: call them, and say what came back."""

from __future__ import annotations

from typing import Any

from course_lib.exercises.bench import Bench, Play
from course_lib.exercises.words import shown


def ask(
    bench: Bench, name: str, *args: Any, story: str = "", requirement: str = "result", **named: Any
) -> Play:
    """Call the answer's plain function `name`; its result is the play's value, never awaited."""
    function = bench.answer.objects[name]

    async def attempt() -> Any:
        return function(*args, **named)

    return bench.perform(attempt, bench.stage(), story, None, requirement)


def refused(play: Play, requirement: str, kind: type[Exception], given: str, code: str) -> bool:
    """The call raised `kind`."""
    if isinstance(play.error, kind):
        return play.met(requirement, f"{given}: {kind.__name__}")
    got = (
        f"returned {shown(play.value)}"
        if play.error is None
        else f"raised {type(play.error).__name__}: {play.error}"
    )
    return play.missed(requirement, code, f"{given}: {got}; {kind.__name__} was expected.")
