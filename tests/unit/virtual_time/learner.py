"""Learners' code for tests: compiled under a name of its own, so that lines are known."""

from __future__ import annotations

import textwrap
from typing import Any

from course_lib.virtual_time import Run, guards


def answer(source: str, name: str = "answer.py") -> dict[str, Any]:
    """The names that `source` defines; its first line is line 1 of the file `name`."""
    namespace: dict[str, Any] = {"__name__": "answer"}
    exec(compile(textwrap.dedent(source).lstrip("\n"), name, "exec"), namespace)
    return namespace


def play(source: str, *args: Any, name: str = "answer.py", limits: dict | None = None, **options):
    """Run `main` of `source` under the guards, as a check does."""
    namespace = answer(source, name)
    with guards(namespace, **(limits or {})) as batch:
        result: Run = batch.run(namespace["main"], *args, **options)
    return result
