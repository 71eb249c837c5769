"""RequestCache: what must be true of a program before a belief is named.

A run here needs a story around the class, so these look at the program's tree alone.
"""

from __future__ import annotations

import ast

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence

TASKS = ("create_task", "ensure_future", "Task")
LOCKS = ("Lock", "Semaphore", "BoundedSemaphore", "Condition")


def forgets(e: Evidence) -> bool:
    deletes = any(True for _ in e.nodes(ast.Delete))
    return deletes or bool(e.calls("pop", "popitem", "discard", "remove", "clear"))


def lock_in_init(e: Evidence) -> bool:
    for function in e.nodes(ast.FunctionDef):
        if function.name == "__init__" and e.calls(*LOCKS, inside=function):
            return True
    return False


def looks_at_truth(e: Evidence) -> bool:
    """Some condition is about a value, not about whether a key is there."""
    tests = [n.test for n in e.nodes(ast.If, ast.While, ast.IfExp)]
    return any(
        not (isinstance(test, ast.Compare) and isinstance(test.ops[0], (ast.In, ast.NotIn)))
        for test in tests
    ) or any(True for _ in e.nodes(ast.BoolOp))


CLAIMS: Claims = {
    "lru_cache works on async functions": lambda e: e.mentions("lru_cache", "cache"),
    "a cached answer is a cached answer": lambda e: not forgets(e),
    "a lock makes it correct": lock_in_init,
    "a lock per key shares the work": lambda e: e.mentions(*LOCKS) and not lock_in_init(e),
    "cancelling a waiter only cancels the waiter": lambda e: (
        bool(e.calls(*TASKS)) and not e.calls("shield", "wait")
    ),
    "the first caller can do the work for all": lambda e: not e.calls(*TASKS),
    'None means "not in the cache"': looks_at_truth,
}
