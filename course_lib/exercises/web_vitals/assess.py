"""`assess`: the 75th percentile of a metric, and what it is worth."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence
from math import ceil
from typing import Any

from course_lib.exercises.bench import Bench, Play
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.plain import ask, refused
from course_lib.exercises.web_vitals.lesson import LESSON, LIMITS, TICKET
from course_lib.exercises.words import shown


def _p75(values: Sequence[float]) -> float:
    return sorted(values)[ceil(0.75 * len(values)) - 1]


def _rating(name: str, value: float) -> str:
    good, poor = LIMITS[name]
    return "good" if value <= good else "poor" if value > poor else "needs-improvement"


def _assess(bench: Bench, name: str, values: Any, story: str) -> None:
    before = list(values)
    play = ask(bench, "assess", name, values, story=story, requirement="p75")
    play.given = (name, before)
    if isinstance(play.error, ValueError):
        message = f"assess({name!r}, {shown(before)}) raised ValueError: {play.error}."
        play.missed("refusal", "refused-good-input", message)
        return
    play.answered("p75")
    _judge(play, name, before)
    if list(values) != before:
        message = f"The values were {shown(before)} and are {shown(list(values))} after the call."
        play.missed("untouched", "input-changed", message)
    else:
        play.met("untouched", "the input was left as it was")


def _judge(play: Play, name: str, values: Sequence[float]) -> None:
    got = play.value
    if not _is_pair(got):
        message = f"Returned {shown(got)}; a tuple (p75, rating) was expected."
        play.missed("p75", "wrong-shape", message)
        return
    p75, rating = got
    wanted = _p75(values)
    if isinstance(p75, bool) or not isinstance(p75, (int, float)) or p75 != wanted:
        message = f"The p75 of {name} over {shown(values)} is {shown(p75)}; {wanted} was expected."
        facts = {"name": name, "p75": wanted}
        play.missed("p75", "wrong-p75", message, got=p75, values=values, **facts)
    else:
        play.met("p75", f"{p75} over {len(values)} values")
    if not isinstance(p75, (int, float)) or isinstance(p75, bool) or p75 != wanted:
        return
    if rating != _rating(name, wanted):
        message = (
            f"{name} with a p75 of {wanted} is {shown(rating)}; {_rating(name, wanted)!r} "
            "was expected."
        )
        facts = {"name": name, "p75": wanted, "values": values}
        play.missed("rating", "wrong-rating", message, got=rating, **facts)
    else:
        play.met("rating", f"{name} {wanted}: {rating}")


def samples_of_every_size(bench: Bench) -> None:
    """The nearest rank of 1 to 101 values."""
    for n in (1, 2, 3, 4, 5, 7, 8, 12, 13, 40, 101):
        values = [bench.random.randrange(500, 9000) for _ in range(n)]
        _assess(bench, "LCP", values, f"{n} visits")
    _assess(bench, "TTFB", tuple(bench.random.sample(range(4000), 9)), "a tuple of values")
    _assess(bench, "INP", [40, 40, 40, 40, 600, 600, 40, 40], "a value that comes often")


def values_that_are_nothing(bench: Bench) -> None:
    """Zeros are values."""
    _assess(bench, "CLS", [0, 0, 0, 0], "four visits without a shift")
    _assess(bench, "CLS", [0.0], "one visit without a shift")
    _assess(bench, "INP", [8.5, 0, 16.25], "floats and ints together")


def limits_of_every_metric(bench: Bench) -> None:
    """Each limit, a step below it and a step above."""
    for name, limits in LIMITS.items():
        step = 0.01 if name == "CLS" else 1
        for limit in limits:
            for value in (limit - step, limit, limit + step):
                _assess(bench, name, [round(value, 4)] * 3, f"{name} at and around {limit}")


def a_skewed_sample(bench: Bench) -> None:
    """Mean, median, majority and p75 all say something else."""
    _assess(bench, "LCP", [1000] * 5 + [3000] * 2 + [60000], "most visits quick, one very slow")
    _assess(bench, "LCP", [2000] * 5 + [9000] * 3, "most visits good, p75 poor")
    _assess(bench, "CLS", [0.0] * 6 + [0.9, 0.9], "most visits still, two that jump")


def names_and_samples_to_refuse(bench: Bench) -> None:
    """Names nobody knows, and no values."""
    for name in ("lcp", "FID", "", "LCP "):
        play = ask(
            bench, "assess", name, [100.0], story=f"the name {name!r}", requirement="refusal"
        )
        refused(play, "refusal", ValueError, f"The name {name!r}", "unknown-accepted")
    for values in ([], ()):
        play = ask(bench, "assess", "LCP", values, story="no values", requirement="refusal")
        refused(play, "refusal", ValueError, "No values", "nothing-accepted")


def _mean(evidence: Evidence) -> bool:
    values, got = evidence.facts.get("values"), evidence.facts.get("got")
    return (
        bool(values)
        and isinstance(got, (int, float))
        and abs(got - sum(values) / len(values)) < 1e-6
    )


def _one_too_far(evidence: Evidence) -> bool:
    values, got = evidence.facts.get("values"), evidence.facts.get("got")
    index = int(0.75 * len(values)) if values else 0
    return bool(values) and index < len(values) and got == sorted(values)[index]


def _all_ms(evidence: Evidence) -> bool:
    facts = evidence.facts
    if facts.get("name") != "CLS":
        return False
    if evidence.symptom.code == "wrong-p75":
        got = facts.get("got")
        return isinstance(got, (int, float)) and got > 0 and abs(got - facts["p75"] * 1000) < 1
    return not _has_number(evidence, 0.1)


def _majority(evidence: Evidence) -> bool:
    """Every rating is that of most visits, or of as many as any other."""
    plays = [p for p in evidence.symptom.play.bench.plays if p.given and _is_pair(p.value)]
    return bool(plays) and all(play.value[1] in _most(*play.given) for play in plays)


def _most(name: str, values: Sequence[float]) -> list[str]:
    votes = Counter(_rating(name, value) for value in values)
    return [rating for rating, count in votes.items() if count == max(votes.values())]


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2


def _has_number(evidence: Evidence, number: float) -> bool:
    return evidence.code.any(ast.Constant, lambda n: n.value == number and n.value is not True)


def _at(evidence: Evidence, which: int) -> bool:
    name = evidence.facts.get("name")
    return name in LIMITS and evidence.facts.get("p75") == LIMITS[name][which]


MISCONCEPTIONS = (
    Misconception(
        "mean is typical",
        "A mean is pulled by outliers and describes no visit; the rule is the 75th percentile.",
        frozenset({"wrong-p75"}),
        _mean,
    ),
    Misconception(
        "int(0.75 n) is the index",
        "Nearest rank is ceil(0.75 n) counted from 1; int(0.75*n) is one too far when n is a "
        "multiple of 4.",
        frozenset({"wrong-p75"}),
        lambda e: _one_too_far(e) and bool(e.code.calls("int", "floor") or _floors(e)),
    ),
    Misconception(
        "all metrics are milliseconds",
        "CLS has no unit; its limits are 0.1 and 0.25.",
        frozenset({"wrong-rating", "wrong-p75"}),
        _all_ms,
    ),
    Misconception(
        "no data is good news",
        "No samples is not 'good': raise ValueError.",
        frozenset({"nothing-accepted"}),
        lambda e: e.symptom.play is not None and e.symptom.play.error is None,
    ),
    Misconception(
        "poor starts at the limit",
        "Poor is greater than the second limit: 4000 ms still needs improvement.",
        frozenset({"wrong-rating"}),
        lambda e: _at(e, 1) and e.facts.get("got") == "poor",
    ),
    Misconception(
        "good means below",
        "The good limit is included: LCP of exactly 2500 ms is good.",
        frozenset({"wrong-rating"}),
        lambda e: _at(e, 0) and e.facts.get("got") == "needs-improvement",
    ),
    Misconception(
        "rate each visit, take the majority",
        "Rate the p75 value, not the majority of the ratings.",
        frozenset({"wrong-rating"}),
        _majority,
    ),
)


def _floors(evidence: Evidence) -> bool:
    return evidence.code.any(ast.BinOp, lambda n: isinstance(n.op, ast.FloorDiv))


ASSESS = Exercise(
    id="assess",
    lesson=LESSON,
    ticket=TICKET,
    title="Rate what three quarters of the visitors saw",
    rank="core",
    names=(Required("assess", "function", ("name", "values")),),
    contract=(
        "`assess(name, values) -> (p75, rating)`. The p75 is the nearest rank: the ceil(0.75 n)-th "
        'smallest value. The rating is "good" up to and including the first limit, "poor" above '
        'the second, else "needs-improvement": LCP 2500/4000, INP 200/500, CLS 0.1/0.25, FCP '
        "1800/3000, TTFB 800/1800. ValueError for an unknown name or no values; the input is left "
        "unchanged."
    ),
    requirements=(
        Requirement(
            "p75", "Returns the nearest-rank 75th percentile.", "the ceil(0.75 n)-th smallest"
        ),
        Requirement(
            "rating", "Rates the p75 by the limits of its metric.", "good, needs-improvement, poor"
        ),
        Requirement("refusal", "Raises ValueError for an unknown name or no values.", "ValueError"),
        Requirement(
            "untouched", "Leaves the input unchanged.", "the same values in the same order"
        ),
    ),
    hints=("Sort a copy.", "`ceil(...) - 1`.", "A table of limits."),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        samples_of_every_size,
        values_that_are_nothing,
        limits_of_every_metric,
        a_skewed_sample,
        names_and_samples_to_refuse,
    ),
    own_codes=frozenset(
        {
            "wrong-shape",
            "wrong-p75",
            "wrong-rating",
            "unknown-accepted",
            "nothing-accepted",
            "refused-good-input",
            "input-changed",
        }
    ),
)
