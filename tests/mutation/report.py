"""The figures of a mutation run, as a table for the docs and as lists for who mends a checker."""

from __future__ import annotations

import ast
import difflib
from collections import Counter
from dataclasses import dataclass, field

from tests.mutation.generate import Mutant
from tests.mutation.judge import Judged
from tests.mutation.soundness import claims_of

PASS_MARK = 0.97


@dataclass
class Result:
    """What the run found out about one exercise. `argued` are the equivalent ones: key -> why."""

    exercise: str
    answers: dict[str, str]
    argued: dict[str, str] = field(default_factory=dict)
    refused_answers: list[str] = field(default_factory=list)
    judged: list[tuple[Mutant, Judged]] = field(default_factory=list)
    wrong_answers: list[tuple[str, Judged]] = field(default_factory=list)
    complete: bool = True

    @property
    def killed(self) -> list[tuple[Mutant, Judged]]:
        return [(m, j) for m, j in self.judged if j.refused and m.key not in self.argued]

    @property
    def survived(self) -> list[Mutant]:
        return [m for m, j in self.judged if j.accepted and m.key not in self.argued]

    @property
    def equivalent(self) -> list[Mutant]:
        return [m for m, j in self.judged if m.key in self.argued]

    @property
    def rate(self) -> float:
        """The share of the mutants that are not equivalent and were found out."""
        tried = len(self.killed) + len(self.survived)
        return len(self.killed) / tried if tried else 1.0

    @property
    def unsound(self) -> list[tuple[Mutant, str]]:
        return [(m, text) for m, j in self.judged for text in j.unsound]

    @property
    def wrong_problems(self) -> list[str]:
        """Wrong answers that pass, or of which something is said that is not true."""
        passed = [f"{name}: passed" for name, j in self.wrong_answers if j.accepted]
        return passed + [f"{name}: {text}" for name, j in self.wrong_answers for text in j.unsound]

    @property
    def misjudged(self) -> list[Mutant]:
        """Mutants that are argued to be right, and that the checker refuses all the same."""
        return [m for m, j in self.judged if m.key in self.argued and j.refused]

    @property
    def stale(self) -> list[str]:
        """Keys in the file of equivalents that no mutant has; known after a complete run."""
        made = {mutant.key for mutant, _ in self.judged}
        return sorted(set(self.argued) - made) if self.complete else []

    @property
    def broken(self) -> list[tuple[Mutant, Judged]]:
        """Mutants on which the checker itself failed."""
        return [(m, j) for m, j in self.judged if not j.refused and not j.accepted]

    @property
    def unclaimed(self) -> bool:
        """Whether nothing tests what the findings of this exercise say of a belief."""
        return not claims_of(self.exercise)

    @property
    def good(self) -> bool:
        bad = [
            self.unclaimed,
            self.refused_answers,
            self.wrong_problems,
            self.unsound,
            self.misjudged,
        ]
        bad += [self.stale, self.broken]
        return not any(bad) and self.rate >= PASS_MARK


def table(results: list[Result]) -> str:
    """One line an exercise, in Markdown."""
    lines = [
        "| exercise | right answers | mutants | killed | survived | equivalent | kill rate "
        "| beliefs named | named wrongly |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for r in results:
        named = sum(len(j.beliefs) for _, j in r.judged)
        lines.append(
            f"| `{r.exercise}` | {len(r.answers)} | {len(r.judged)} | {len(r.killed)} "
            f"| {len(r.survived)} | {len(r.equivalent)} | {r.rate:.1%} | {named} "
            f"| {len(r.unsound)} |"
        )
    return "\n".join(lines)


def operator_table(results: list[Result]) -> str:
    """One line an operator: the belief that it mimics, its mutants, and how many survived."""
    from tests.mutation.operators import OPERATORS

    made = Counter(m.operator for r in results for m, _ in r.judged)
    left = Counter(m.operator for r in results for m in r.survived)
    right = Counter(m.operator for r in results for m in r.equivalent)
    lines = [
        "| operator | the belief it mimics | mutants | survived | equivalent |",
        "|---|---|---|---|---|",
    ]
    for o in OPERATORS:
        if made[o.name]:
            lines.append(
                f"| {o.name} | {o.belief} | {made[o.name]} | {left[o.name]} | {right[o.name]} |"
            )
    return "\n".join(lines)


def idle_operators(results: list[Result]) -> list[str]:
    """The operators that made no mutant of any right answer; empty unless the run was whole."""
    from tests.mutation.operators import OPERATORS

    if not all(result.complete for result in results):
        return []
    made = {mutant.operator for r in results for mutant, _ in r.judged}
    return [operator.name for operator in OPERATORS if operator.name not in made]


def problems(result: Result) -> list[str]:
    """What somebody has to look at, most serious first; survivors come with their diff."""
    r = result
    lines = [f"NO CLAIMS {r.exercise}: write tests/mutation/claims/{r.exercise}.py"] * r.unclaimed
    lines += [f"RIGHT ANSWER REFUSED {r.exercise} {name}" for name in r.refused_answers]
    lines += [f"WRONG ANSWER {r.exercise} {text}" for text in r.wrong_problems]
    lines += [f"CHECKER FAILED {m.title}: {', '.join(j.codes)}" for m, j in r.broken]
    lines += [f"WRONG SENTENCE {m.title}: {text}\n{diff(r, m)}" for m, text in r.unsound]
    lines += [f"EQUIVALENT BUT REFUSED {m.title}\n{diff(r, m)}" for m in r.misjudged]
    lines += [f"STALE EQUIVALENT {r.exercise} {key}: no mutant has this key" for key in r.stale]
    lines += [f"SURVIVED {m.title}\n{diff(r, m)}" for m in r.survived]
    return lines


def diff(result: Result, mutant: Mutant) -> str:
    """The mutant against its right answer, both in the same writing."""
    before = ast.unparse(ast.parse(result.answers[mutant.answer]))
    lines = difflib.unified_diff(before.splitlines(), mutant.source.splitlines(), lineterm="", n=1)
    return "\n".join(f"    {line}" for line in list(lines)[2:])
