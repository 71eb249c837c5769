"""Before anything runs: are the names there, are they functions, do the parameters fit?"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from course_lib.exercises.answer import Answer
from course_lib.exercises.bench import Symptom

if TYPE_CHECKING:
    from course_lib.exercises.model import Exercise, Required

_ABSENT = object()


def preflight(exercise: Exercise, answer: Answer) -> Symptom | None:
    """The first thing that keeps an answer from being tried; None if it can be tried."""
    first = exercise.requirements[0].id
    for required in exercise.names:
        value = answer.objects.get(required.name, _ABSENT)
        if problem := _problem(exercise, required, value):
            code, message = problem
            return Symptom(code, first, message)
    return None


def _problem(exercise: Exercise, required: Required, value: Any) -> tuple[str, str] | None:
    name = required.name
    if value is _ABSENT:
        return "missing-name", (
            f"There is no `{name}` yet. Define it: `{required.signature}: ...`. "
            "If a cell does so already, run that cell first."
        )
    if inspect.iscoroutine(value):
        value.close()
        return "not-a-function", (
            f"You passed a call, `{name}(...)`. Pass the function itself, without brackets: "
            f"`.check({name})`."
        )
    if required.kind == "class":
        if not isinstance(value, type):
            return "not-a-function", f"`{name}` is {_article(value)}, not a class."
    elif not callable(value):
        return "not-a-function", (
            f"`{name}` is {_article(value)}, not a function. Define it: "
            f"`{required.signature}: ...`."
        )
    # A plain `def` may return a coroutine, so only a run can tell.
    if required.kind == "async" and inspect.isasyncgenfunction(value):
        return "not-async", (
            f"`{name}` is an async generator, because it has a `yield`: it cannot be awaited. "
            "Write `return` in its place."
        )
    if required.kind == "async" and inspect.isgeneratorfunction(value):
        return "not-async", (
            f"`{name}` is a plain function; it cannot wait. "
            f"Begin it with `async def`: `{required.signature}: ...`."
        )
    return _parameters(required, value)


def _parameters(required: Required, value: Any) -> tuple[str, str] | None:
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return None
    try:
        signature.bind(*required.parameters, **dict.fromkeys(required.keywords))
    except TypeError:
        passed = (*required.parameters, *(f"{name}=..." for name in required.keywords))
        return "wrong-parameters", (
            f"`{required.name}{signature}` cannot be called with ({', '.join(passed)}). "
            f"Its parameters are: `{required.signature}`."
        )
    return None


def _article(value: Any) -> str:
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
