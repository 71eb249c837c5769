"""Is it true what a finding says about the learner's belief?

For every misconception of an exercise there is a test of its own here, independent of the
checker's: on the program's syntax tree, and on what the program does with a few recording calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module

from tests.mutation.evidence import Evidence

Test = Callable[[Evidence], bool]

# exercise -> the module of this package with its TESTS
MODULES = {
    "load_dashboard": "claims_parallel",
    "fetch_products": "claims_parallel",
    "quote_order": "claims_parallel",
}


def claims_of(exercise: str) -> dict[str, Test]:
    """Belief -> the test that must hold where the belief is named."""
    if exercise not in MODULES:
        return {}
    return import_module(f"tests.mutation.{MODULES[exercise]}").TESTS[exercise]


def contradictions(exercise: str, source: str, beliefs: Iterable[str]) -> list[str]:
    """One sentence for each belief that the program does not show."""
    tests = claims_of(exercise)
    evidence = Evidence(exercise, source)
    found = []
    for belief in beliefs:
        if belief not in tests:
            found.append(f"no soundness test for {belief!r}")
        elif not tests[belief](evidence):
            found.append(f"{belief!r} is named, but the program does not show it")
    return found
