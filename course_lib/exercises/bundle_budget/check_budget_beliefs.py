"""What wrong budget checks believe, told by what they say in all runs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from course_lib.exercises.model import Evidence, Misconception

Sizes = Mapping[str, float]
Problems = list[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """What a run passed."""

    sizes: Sizes
    budget: Sizes
    baseline: Sizes | None = None
    tolerance: float = 0.05

    @property
    def before(self) -> Sizes:
        """The baseline; nothing where there is none."""
        return self.baseline or {}

    def problems(self) -> Problems:
        """What the contract says of it."""
        keys = {*self.budget, *self.before}
        return sorted((key, kind) for key in keys for kind in RULES if RULES[kind](self, key))

    def has_growth(self, key: str) -> bool:
        """Whether there are two sizes to compare."""
        return key in self.before and key in self.sizes


Rule = Callable[[Asked, str], bool]  # whether a key has one kind of problem


def _over(a: Asked, key: str) -> bool:
    return key in a.budget and key in a.sizes and a.sizes[key] > a.budget[key]


def _unmeasured(a: Asked, key: str) -> bool:
    return key in a.budget and key not in a.sizes


def _grew(a: Asked, key: str) -> bool:
    return a.has_growth(key) and a.sizes[key] > a.before[key] * (1 + a.tolerance)


RULES: dict[str, Rule] = {"over-budget": _over, "unmeasured": _unmeasured, "grew": _grew}


def _runs(evidence: Evidence) -> Iterator[tuple[Asked, Problems]]:
    """What was asked and what came back, of every run that gave a list."""
    for play in evidence.symptom.play.bench.plays:
        if isinstance(play.given, Asked) and isinstance(play.value, list):
            yield play.given, play.value


def _says(evidence: Evidence, kind: str, rule: Rule) -> bool:
    """Of every key in every run, `kind` was told exactly where `rule` has it."""
    runs = list(_runs(evidence))
    return bool(runs) and all(
        ((key, kind) in told) == rule(asked, key)
        for asked, told in runs
        for key in {*asked.sizes, *asked.budget, *asked.before}
    )


def _believes(evidence: Evidence, kind: str, rule: Rule) -> bool:
    """As `_says`, and somewhere that is not what the contract has."""
    return _says(evidence, kind, rule) and any(
        rule(asked, key) != RULES[kind](asked, key)
        for asked, _ in _runs(evidence)
        for key in {*asked.sizes, *asked.budget, *asked.before}
    )


def _grows_as(*rules: Rule) -> Callable[[Evidence], bool]:
    return lambda evidence: any(_believes(evidence, "grew", rule) for rule in rules)


def _either(*rules: Rule) -> Rule:
    return lambda a, key: any(rule(a, key) for rule in rules)


def _and(*rules: Rule) -> Rule:
    return lambda a, key: all(rule(a, key) for rule in rules)


def _not(rule: Rule) -> Rule:
    return lambda a, key: not rule(a, key)


def _limited(a: Asked, key: str) -> bool:
    return key in a.budget


def _known(a: Asked, key: str) -> bool:
    return key in a.before


def _at_the_limit(a: Asked, key: str) -> bool:
    return key in a.budget and key in a.sizes and a.sizes[key] >= a.budget[key]


def _changed(a: Asked, key: str) -> bool:
    return a.has_growth(key) and abs(a.sizes[key] - a.before[key]) > a.before[key] * a.tolerance


def _differs(a: Asked, key: str) -> bool:
    return a.has_growth(key) and a.sizes[key] != a.before[key]


def _of_the_new(a: Asked, key: str) -> bool:
    return a.has_growth(key) and a.sizes[key] - a.before[key] > a.sizes[key] * a.tolerance


def _percent(a: Asked, key: str) -> bool:
    return a.has_growth(key) and a.sizes[key] > a.before[key] * (1 + a.tolerance / 100)


def _bytes(a: Asked, key: str) -> bool:
    return a.has_growth(key) and a.sizes[key] > a.before[key] + a.tolerance


def _one_of_the_two(evidence: Evidence) -> bool:
    """A key has its growth or its limit told, never both, and all that is told is right."""
    grows, exceeds = _says(evidence, "grew", _grew), _says(evidence, "over-budget", _over)
    if exceeds:
        quiet = (_and(_grew, _not(_over)), _and(_grew, _not(_limited)))
        return any(_believes(evidence, "grew", rule) for rule in quiet)
    quiet = (_and(_over, _not(rule)) for rule in (_grew, _known, lambda a, key: bool(a.before)))
    return grows and any(_believes(evidence, "over-budget", rule) for rule in quiet)


def _nothing_within(evidence: Evidence) -> bool:
    return _believes(evidence, "grew", _and(_grew, _over)) or _believes(
        evidence, "grew", _and(_grew, _either(_over, _not(_limited)))
    )


def _zero_is_nothing(evidence: Evidence) -> bool:
    """A size, a limit or a baseline of 0 is passed over, or is called unmeasured."""
    zero: tuple[tuple[str, Rule], ...] = (
        ("grew", lambda a, key: _grew(a, key) and bool(a.before[key])),
        ("over-budget", lambda a, key: _over(a, key) and bool(a.budget[key])),
        ("unmeasured", lambda a, key: key in a.budget and not a.sizes.get(key)),
        ("unmeasured", lambda a, key: _unmeasured(a, key) and bool(a.budget[key])),
    )
    return any(_believes(evidence, kind, rule) for kind, rule in zero)


def _never_unmeasured(evidence: Evidence) -> bool:
    """Nothing is called unmeasured, and of a key without a size nothing else is told."""
    quiet = [
        not any("unmeasured" in problem or key in problem for problem in told)
        for asked, told in _runs(evidence)
        for key in asked.budget
        if key not in asked.sizes
    ]
    return bool(quiet) and all(quiet)


def _raises(evidence: Evidence) -> bool:
    code = evidence.code
    leaves = bool(code.calls("exit", "quit", "_exit")) or code.mentions("SystemExit")
    return leaves or any(True for _ in code.nodes(ast.Raise, ast.Assert))


MISCONCEPTIONS = (
    Misconception(
        "any change is growth",
        "Shrinking is not a violation: what grew is larger than its baseline.",
        frozenset({"wrong-growth", "wrong-problem"}),
        _grows_as(_changed, _differs),
    ),
    Misconception(
        "a gate is yes or no",
        "Return the list of problems: a red build must say why.",
        frozenset({"wrong-shape"}),
        lambda e: isinstance(e.symptom.play.value, bool),
    ),
    Misconception(
        "exceptions are the result",
        "Return the problems; the caller decides how to fail.",
        frozenset({"raised-not-returned", "ends-process"}),
        _raises,
    ),
    Misconception(
        "not measured = fine",
        "A renamed artefact silently passed: report unmeasured.",
        frozenset({"unmeasured-passed", "wrong-problem"}),
        _never_unmeasured,
    ),
    Misconception(
        "budget or growth",
        "Growth must be reported even when the size is within the budget (slow creep), and also "
        "when it is over.",
        frozenset({"wrong-growth", "both-not-told", "wrong-problem"}),
        _one_of_the_two,
    ),
    Misconception(
        "within budget = nothing to say",
        "Growth within the budget is the early warning.",
        frozenset({"wrong-growth", "wrong-problem"}),
        _nothing_within,
    ),
    Misconception(
        "percent of the new size",
        "Growth is relative to the baseline, not to the new size.",
        frozenset({"wrong-growth"}),
        _grows_as(_of_the_new),
    ),
    Misconception(
        "the tolerance is in percent",
        "A tolerance of 0.05 is 5 percent already: do not divide it by 100.",
        frozenset({"wrong-growth"}),
        _grows_as(_percent),
    ),
    Misconception(
        "the tolerance is a size",
        "The tolerance is a share of the baseline: multiply, and do not add it to a size.",
        frozenset({"wrong-growth"}),
        _grows_as(_bytes),
    ),
    Misconception(
        "growth needs a limit",
        "A baseline is enough: report what grew without a limit as well.",
        frozenset({"wrong-growth", "wrong-problem"}),
        _grows_as(_and(_grew, _limited)),
    ),
    Misconception(
        "the limit is too much already",
        "A size at its limit is within it: over the budget is only what is larger.",
        frozenset({"wrong-limit", "wrong-problem"}),
        lambda e: _believes(e, "over-budget", _at_the_limit),
    ),
    Misconception(
        "0 is nothing",
        "0 is a number like any other, as a size, as a limit and as a baseline.",
        frozenset({"wrong-limit", "unmeasured-passed", "wrong-growth", "wrong-problem"}),
        _zero_is_nothing,
    ),
    Misconception(
        "what the baseline has must be measured",
        "Only a key of the budget must have a size: what the baseline alone has may be gone.",
        frozenset({"wrong-problem"}),
        lambda e: _believes(e, "unmeasured", lambda a, key: key not in a.sizes),
    ),
)
