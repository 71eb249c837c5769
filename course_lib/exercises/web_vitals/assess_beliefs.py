"""The beliefs that wrong forms of `assess` show.

Most are models: what somebody who holds the belief would return. Such a belief is named only when
it explains every answer that was given.
"""

from __future__ import annotations

import ast
import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import ceil, isclose
from typing import Any

from course_lib.exercises.bench import Play
from course_lib.exercises.code import FUNCTIONS, Code
from course_lib.exercises.model import Evidence, Misconception
from course_lib.exercises.web_vitals.lesson import LIMITS, p75, rating

Percentile = Callable[[str, Sequence[float]], float]
Rating = Callable[[str, Sequence[float]], Any]  # one rating, or a set of them


def is_pair(value: Any) -> bool:
    """A tuple of two."""
    return isinstance(value, tuple) and len(value) == 2


def is_number(value: Any) -> bool:
    """An int or a float that is no bool."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _answers(evidence: Evidence) -> Iterator[tuple[Play, str, list[float], Any, Any]]:
    """Each play that was answered with a pair: what was given, and the pair."""
    for play in evidence.symptom.play.bench.plays:
        if play.given and is_pair(play.value):
            yield (play, *play.given, *play.value)


def _at(values: Sequence[float], index: int) -> float:
    return values[min(max(index, 0), len(values) - 1)]


def _near(got: Any, believed: float, rounded: bool) -> bool:
    if not is_number(got):
        return False
    believable = [believed]
    if rounded:
        believable += [int(believed), *(round(believed, digits) for digits in range(5))]
    return any(isclose(got, value, abs_tol=1e-9) for value in believable)


def _gives(*models: Percentile, rounded: bool = False) -> Callable[[Evidence], bool]:
    """One of these explains every p75, as it is or `rounded` to some digits."""

    def explained(evidence: Evidence) -> bool:
        seen = [(name, values, got) for _, name, values, got, _ in _answers(evidence)]
        return len(seen) > 5 and any(
            all(_near(got, model(name, values), rounded) for name, values, got in seen)
            for model in models
        )

    return explained


def _rates(*models: Rating) -> Callable[[Evidence], bool]:
    """One of these explains every rating of a right p75."""

    def explained(evidence: Evidence) -> bool:
        seen = [
            (name, values, word)
            for _, name, values, got, word in _answers(evidence)
            if got == p75(values)
        ]
        return len(seen) > 5 and any(
            all(_is(word, model(name, values)) for name, values, word in seen) for model in models
        )

    return explained


def _is(word: Any, believed: Any) -> bool:
    return word in believed if isinstance(believed, set) else word == believed


def _either(percentile: Callable, rated: Callable) -> Callable[[Evidence], bool]:
    return lambda e: percentile(e) if e.symptom.code == "wrong-p75" else rated(e)


def _interpolated(values: Sequence[float], method: str) -> float:
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=4, method=method)[2]


def _most(name: str, values: Sequence[float]) -> set[str]:
    """The rating of most visits; of two that are as many, either, or the one between."""
    votes = Counter(rating(name, value) for value in values)
    most = max(votes.values())
    unsure = {"needs-improvement"} if 2 * most <= len(values) else set()
    return {word for word, count in votes.items() if count == most} | unsure


def _between(name: str, value: float, *, good_counts: bool, poor_counts: bool) -> str:
    """A rating where the good limit is good or not, and the poor limit poor or not."""
    good, poor = LIMITS[name]
    if value < good or (good_counts and value == good):
        return "good"
    return "poor" if value > poor or (poor_counts and value == poor) else "needs-improvement"


def _in_ms(name: str, value: float) -> str:
    """CLS rated as if its limits were 100 and 250."""
    return rating(name, value / 1000 if name == "CLS" else value)


def _times_thousand(name: str, value: float) -> str:
    return rating(name, value * 1000 if name == "CLS" else value)


def _spelled_otherwise(evidence: Evidence) -> bool:
    """The ratings are right but for case, blanks and underscores."""
    words = [(rating(n, p75(v)), w) for _, n, v, got, w in _answers(evidence) if got == p75(v)]
    plain = [(r, str(w).lower().replace(" ", "-").replace("_", "-")) for r, w in words]
    return len(words) > 5 and all(r == w for r, w in plain)


def _rated_good(evidence: Evidence) -> bool:
    value = evidence.symptom.play.value
    return value == "good" or (isinstance(value, (tuple, list)) and "good" in value)


def _lookup_failed(evidence: Evidence) -> bool:
    """Also for the plainest name and an empty list: who refuses those knows what to raise."""
    plain = any(given in evidence.symptom.message for given in ("'FID'", "No values, []"))
    return plain and isinstance(evidence.symptom.play.error, LookupError)


def _any_name_will_do(evidence: Evidence) -> bool:
    """FID and no name at all are rated; who rates FID alone has a limit for it."""
    rated = {play.story for play in evidence.symptom.play.bench.plays if is_pair(play.value)}
    return "'FID'" in evidence.symptom.message and {"the name 'FID'", "the name ''"} <= rated


def _floors(evidence: Evidence) -> bool:
    """The code rounds down: ceil(0.75 (n - 1)) is the same index, and another belief."""
    code = evidence.code
    down = code.calls("int", "floor", "trunc", "floordiv", "divmod")
    return not code.calls("ceil") and (bool(down) or code.any(ast.BinOp, _divides_down))


def _divides_down(node: ast.BinOp) -> bool:
    return isinstance(node.op, (ast.FloorDiv, ast.RShift))


def _sorts_what_it_got(code: Code) -> bool:
    """`sort` is called on a parameter, or on another name for it."""
    passed = {
        argument.arg
        for function in code.nodes(*FUNCTIONS, ast.Lambda)
        for argument in function.args.args
    }
    sorts = (getattr(call.func, "value", None) for call in code.calls("sort"))
    names = (node.id for node in sorts if isinstance(node, ast.Name))
    return any(
        name in passed or any(getattr(v, "id", "") in passed for v in code.given.get(name, ()))
        for name in names
    )


def _drops_zeros(evidence: Evidence) -> bool:
    """Zeros are left out or refused."""
    if evidence.symptom.code == "refused-good-input":
        return not all(evidence.facts["values"])
    return _gives(lambda _, v: p75([value for value in v if value] or v))(evidence)


MISCONCEPTIONS = (
    Misconception(
        "mean is typical",
        "A mean is pulled by outliers and describes no visit; the rule is the 75th percentile.",
        frozenset({"wrong-p75", "wrong-rating"}),
        _either(
            _gives(lambda _, v: sum(v) / len(v), rounded=True),
            _rates(lambda name, v: rating(name, sum(v) / len(v))),
        ),
    ),
    Misconception(
        "the middle is typical",
        "Half of the visits are slower than the median; the rule is the 75th percentile.",
        frozenset({"wrong-p75"}),
        _gives(
            lambda _, v: statistics.median(v),
            lambda _, v: statistics.median_low(v),
            lambda _, v: statistics.median_high(v),
            rounded=True,
        ),
    ),
    Misconception(
        "the worst visit decides",
        "The slowest visit is one visit, perhaps a broken one; the rule is the 75th percentile.",
        frozenset({"wrong-p75", "wrong-rating"}),
        _either(_gives(lambda _, v: max(v)), _rates(lambda name, v: rating(name, max(v)))),
    ),
    Misconception(
        "int(0.75 n) is the index",
        "Nearest rank is ceil(0.75 n) counted from 1; int(0.75*n) is one too far when n is a "
        "multiple of 4.",
        frozenset({"wrong-p75"}),
        lambda e: _floors(e) and _gives(lambda _, v: _at(sorted(v), int(0.75 * len(v))))(e),
    ),
    Misconception(
        "nearest means rounded",
        "Nearest rank rounds 0.75 n up, always: of 3 visits it takes the 3rd, of 5 the 4th.",
        frozenset({"wrong-p75"}),
        _gives(
            lambda _, v: _at(sorted(v), int(0.75 * len(v)) - 1),
            lambda _, v: sorted(v)[int(0.75 * len(v)) - 1],
            lambda _, v: _at(sorted(v), round(0.75 * len(v)) - 1),
        ),
    ),
    Misconception(
        "a percentile is interpolated",
        "Interpolating gives a value between two visits, which nobody had; the nearest rank is "
        "the value of a visit.",
        frozenset({"wrong-p75"}),
        _gives(
            lambda _, v: _interpolated(v, "exclusive"),
            lambda _, v: _interpolated(v, "inclusive"),
            rounded=True,
        ),
    ),
    Misconception(
        "visits come in order",
        "Visits arrive in any order: sort a copy first, then take the rank.",
        frozenset({"wrong-p75"}),
        _gives(lambda _, v: v[ceil(0.75 * len(v)) - 1]),
    ),
    Misconception(
        "sort the slowest first",
        "Ranks count from the smallest value: three quarters of the visits are at most this slow.",
        frozenset({"wrong-p75"}),
        _gives(lambda _, v: sorted(v, reverse=True)[ceil(0.75 * len(v)) - 1]),
    ),
    Misconception(
        "0 is no value",
        "A CLS of 0 is a measurement, and the best one: a visit without a shift counts.",
        frozenset({"wrong-p75", "refused-good-input"}),
        _drops_zeros,
    ),
    Misconception(
        "all metrics are milliseconds",
        "CLS has no unit; its limits are 0.1 and 0.25.",
        frozenset({"wrong-rating", "wrong-p75"}),
        _either(
            _gives(lambda name, v: p75(v) * (1000 if name == "CLS" else 1)),
            _rates(
                lambda name, v: _in_ms(name, p75(v)),
                lambda name, v: _times_thousand(name, p75(v)),
            ),
        ),
    ),
    Misconception(
        "one scale for all metrics",
        "Each metric has its own limits: 2000 ms is a good LCP, and a poor INP.",
        frozenset({"wrong-rating"}),
        _rates(*(lambda _, v, n=name: rating(n, p75(v)) for name in LIMITS)),
    ),
    Misconception(
        "no data is good news",
        "No samples is not 'good': raise ValueError.",
        frozenset({"nothing-accepted"}),
        _rated_good,
    ),
    Misconception(
        "poor starts at the limit",
        "Poor is greater than the second limit: 4000 ms still needs improvement.",
        frozenset({"wrong-rating"}),
        _rates(lambda name, v: _between(name, p75(v), good_counts=True, poor_counts=True)),
    ),
    Misconception(
        "good means below",
        "The good limit is included: LCP of exactly 2500 ms is good.",
        frozenset({"wrong-rating"}),
        _rates(
            lambda name, v: _between(name, p75(v), good_counts=False, poor_counts=False),
            lambda name, v: _between(name, p75(v), good_counts=False, poor_counts=True),
        ),
    ),
    Misconception(
        "rate each visit, take the majority",
        "Rate the p75 value, not the majority of the ratings.",
        frozenset({"wrong-rating"}),
        _rates(_most),
    ),
    Misconception(
        "any spelling of a rating will do",
        "Programs compare ratings as texts: needs-improvement is all lower case, with a hyphen.",
        frozenset({"wrong-rating"}),
        _spelled_otherwise,
    ),
    Misconception(
        "any exception refuses",
        "KeyError and IndexError are no ValueErrors: look before you take, and raise ValueError.",
        frozenset({"unknown-accepted", "nothing-accepted"}),
        _lookup_failed,
    ),
    Misconception(
        "an unknown name is harmless",
        "A name that nobody knows has no limits: a typo must be an error, not a rating.",
        frozenset({"unknown-accepted"}),
        _any_name_will_do,
    ),
    Misconception(
        "sorting in place is harmless",
        "list.sort reorders the caller's own list; sorted(values) makes a new one.",
        frozenset({"input-changed"}),
        lambda e: e.facts["sorted"] and _sorts_what_it_got(e.code),
    ),
)
