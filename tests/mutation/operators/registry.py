"""What an operator is, and how a module lists its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.mutation.edit import Changed, Program

Apply = Callable[[Program], Iterator[Changed]]


@dataclass(frozen=True)
class Operator:
    """A way to break a right answer, and the belief that it mimics."""

    name: str
    belief: str
    apply: Apply = field(repr=False)


@dataclass
class Family:
    """The operators of one module, in the order in which they are written."""

    operators: list[Operator] = field(default_factory=list)

    def operator(self, belief: str) -> Callable[[Apply], Apply]:
        """Register a function as an operator, named after it."""

        def register(apply: Apply) -> Apply:
            self.operators.append(Operator(apply.__name__.replace("_", "-"), belief, apply))
            return apply

        return register
