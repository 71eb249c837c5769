"""Is it true what a finding says about the learner's belief?

For every misconception of an exercise `claims` has a test of its own, independent of the
checker's: on the program's syntax tree, and on what the program does with a few recorded calls.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence


def claims_of(exercise: str) -> Claims:
    """Belief -> the test that must hold where the belief is named."""
    name = f"tests.mutation.claims.{exercise}"
    return import_module(name).CLAIMS if find_spec(name) else {}


def contradictions(exercise: str, source: str, beliefs: Iterable[str]) -> list[str]:
    """One sentence for each belief that the program does not show.

    Nothing where the exercise has no claims at all; the report says so once.
    """
    claims = claims_of(exercise)
    if not claims:
        return []
    evidence = Evidence(exercise, source)
    found = []
    for belief in beliefs:
        if belief not in claims:
            found.append(f"no soundness test for {belief!r}")
        elif not claims[belief](evidence):
            found.append(f"{belief!r} is named, but the program does not show it")
    return found
