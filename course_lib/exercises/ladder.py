"""How far a learner has come with one exercise: tries, hints, and when the solution opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

HONEST_TRIES = 3


@dataclass
class Ladder:
    """Counts of one exercise. `tries` are the distinct programs that failed.

    A new kernel begins with what earlier ones counted: see `recall`. `shown` counts the hints that
    this kernel has shown.
    """

    hints: int = 0
    solved: bool = False
    tries: set[str] = field(default_factory=set)
    recalled: bool = False
    shown: int = 0

    def recall(self, hints: int, tries: Iterable[str], *, solved: bool) -> None:
        """Take over what was counted before."""
        self.recalled = True
        self.hints = max(self.hints, hints)
        self.tries.update(tries)
        self.solved = self.solved or solved

    def tried(self, source: str, *, passed: bool) -> None:
        """Count an attempt; the same program twice is one try."""
        self.solved = self.solved or passed
        if not passed:
            self.tries.add(source)

    def climb(self, rungs: int) -> int | None:
        """The index of the next hint; after the last it stays there. None without hints."""
        self.hints = min(self.hints + 1, rungs)
        return self.hints - 1 if rungs else None

    def opens(self, rungs: int) -> bool:
        """Whether the solution may be shown."""
        return self.solved or (self.hints >= rungs and len(self.tries) >= HONEST_TRIES)

    def closed(self, rungs: int) -> str:
        """What is missing until the solution opens, as a sentence."""
        missing = []
        if self.hints < rungs:
            left = rungs - self.hints
            missing.append(f"{left} more {'hint' if left == 1 else 'hints'}")
        if len(self.tries) < HONEST_TRIES:
            left = HONEST_TRIES - len(self.tries)
            missing.append(f"{left} more {'try' if left == 1 else 'tries'} of your own")
        return (
            "The solution opens when you have passed, or after all hints and "
            f"{HONEST_TRIES} honest tries. Still missing: {' and '.join(missing)}."
        )
