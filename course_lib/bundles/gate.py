"""The budget check: what is over, what grew, what nobody measured; and the words for it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TOLERANCE = 0.05
Problem = tuple[str, str]


def check_budget(
    sizes: Mapping[str, float],
    budget: Mapping[str, float],
    baseline: Mapping[str, float] | None = None,
    tolerance: float = TOLERANCE,
) -> list[Problem]:
    """All problems as (key, "over-budget" | "unmeasured" | "grew"), sorted.

    A size is over its budget when it is larger; it grew when it is larger than
    baseline * (1 + tolerance). What shrank, or has no budget and no baseline, is no problem.
    """
    problems = [(key, "unmeasured") for key in budget if key not in sizes]
    for key, size in sizes.items():
        if key in budget and size > budget[key]:
            problems.append((key, "over-budget"))
        if baseline and key in baseline and size > baseline[key] * (1 + tolerance):
            problems.append((key, "grew"))
    return sorted(problems)


@dataclass(frozen=True)
class Line:
    """One artefact of a budget file: its limit and baseline, in `unit`, and what it is.

    It may grow by the share `tolerance` beyond its baseline before somebody says so.
    """

    limit: float
    baseline: float
    what: str
    unit: str = "bytes"
    tolerance: float = TOLERANCE


@dataclass(frozen=True)
class Budget:
    """A budget file: artefacts by name."""

    lines: Mapping[str, Line]

    @classmethod
    def read(cls, path: Path) -> Budget:
        """The file at `path` (TOML).

        Raises ValueError with a sentence if a limit or a baseline is missing or no number.
        """
        given = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        lines = {}
        for name, entry in given.get("artefact", {}).items():
            for key in ("limit", "baseline"):
                if isinstance(entry.get(key), bool) or not isinstance(entry.get(key), (int, float)):
                    raise ValueError(f"{Path(path).name}: {name} needs a number as its {key}.")
            lines[name] = Line(
                entry["limit"],
                entry["baseline"],
                entry.get("what", name),
                entry.get("unit", "bytes"),
                float(entry.get("tolerance", given.get("tolerance", TOLERANCE))),
            )
        return cls(lines)

    @property
    def limits(self) -> dict[str, float]:
        """Limits by name."""
        return {name: line.limit for name, line in self.lines.items()}

    def check(self, sizes: Mapping[str, float]) -> list[Problem]:
        """The problems of these sizes, by `check_budget`, each line with its own tolerance."""
        problems: list[Problem] = []
        for name, line in self.lines.items():
            size = {name: sizes[name]} if name in sizes else {}
            limit, baseline = {name: line.limit}, {name: line.baseline}
            problems += check_budget(size, limit, baseline, line.tolerance)
        return sorted(problems)

    def sentences(self, sizes: Mapping[str, float]) -> list[str]:
        """A sentence for each problem: which artefact, by how much, and what to do."""
        return [self._sentence(key, problem, sizes) for key, problem in self.check(sizes)]

    def _sentence(self, key: str, problem: str, sizes: Mapping[str, float]) -> str:
        line = self.lines[key]
        if problem == "unmeasured":
            return (
                f"{line.what} ({key}) was not measured. Was it renamed? Measure it, or take its "
                "line out of the budget."
            )
        size = f"{_counted(sizes[key])} {line.unit}"
        if problem == "over-budget":
            over = _counted(sizes[key] - line.limit)
            return (
                f"{line.what} ({key}) is {size}, {over} over its limit of {_counted(line.limit)}. "
                "Find what came in and take it out; a higher limit is a decision of its own."
            )
        share = sizes[key] / line.baseline - 1 if line.baseline else float("inf")
        return (
            f"{line.what} ({key}) is {size}, {100 * share:.0f} % more than its baseline of "
            f"{_counted(line.baseline)}; {100 * line.tolerance:.0f} % are allowed. If the growth "
            "is meant, set the baseline anew in a change that does nothing else."
        )


def raised(before: Mapping[str, float], after: Mapping[str, float]) -> list[str]:
    """The keys whose limit a change raises or takes away: somebody has to agree to that."""
    return sorted(key for key in before if key not in after or after[key] > before[key])


def _counted(number: float) -> str:
    return f"{number:,.0f}".replace(",", " ")
