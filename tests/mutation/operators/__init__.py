"""The mutation operators: each makes the change that one false belief of a learner would make."""

from tests.mutation.operators import (
    awaiting,
    background,
    cancelling,
    failing,
    general,
    limits,
    results,
)
from tests.mutation.operators.registry import Operator

# The telling ones first: where two make the same program, the first one names it.
OPERATORS: tuple[Operator, ...] = tuple(
    operator
    for module in (awaiting, failing, cancelling, limits, results, background, general)
    for operator in module.family.operators
)

__all__ = ["OPERATORS", "Operator"]
