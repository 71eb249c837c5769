"""`check_budget`: a limit catches jumps, a baseline catches creep."""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Mapping
from typing import Any

from course_lib.exercises.bench import Bench, Play
from course_lib.exercises.bundle_budget.check_budget_beliefs import MISCONCEPTIONS, Asked, Problems
from course_lib.exercises.bundle_budget.lesson import LESSON, TICKET
from course_lib.exercises.model import Exercise, Required, Requirement
from course_lib.exercises.plain import ask
from course_lib.exercises.words import shown

Sizes = Mapping[str, float]


def _check(
    bench: Bench,
    code: str,
    requirement: str,
    story: str,
    sizes: Sizes,
    budget: Sizes,
    *rest: Any,
) -> None:
    """`rest` is what is passed of the baseline and the tolerance."""
    given = (sizes, budget, *rest)
    passed = copy.deepcopy(given)
    play = ask(bench, "check_budget", *passed, story=story, requirement=requirement)
    play.given = asked = Asked(sizes, budget, *rest)
    if play.error is not None and _raises_itself(play):
        kind = type(play.error).__name__
        message = f"check_budget raised {kind} ({story}); a list was expected."
        play.missed(requirement, "raised-not-returned", message)
        return
    play.answered(requirement)
    if passed != given:
        play.missed("list", "input-changed", f"The arguments were changed ({story}).")
    got, wanted = play.value, asked.problems()
    if _same(got, wanted):
        play.met(requirement, f"{story}: {shown(wanted)}")
        play.met("list", f"{shown(wanted)}")
        return
    message = f"Returned {shown(got)} ({story}); {shown(wanted)} was expected."
    if not isinstance(got, list) or not all(isinstance(p, tuple) and len(p) == 2 for p in got):
        play.missed("list", "wrong-shape", message)
    elif _sorted(got) == wanted:
        play.missed("list", "not-sorted", message)
    else:
        lost = [problem for problem in wanted if problem not in got]
        extra = [problem for problem in got if problem not in wanted]
        play.missed(requirement, code, _said(story, lost, extra, message))


def _same(got: Any, wanted: Problems) -> bool:
    """A list of pairs of str; a named tuple is a pair, and a member of a StrEnum a str."""
    return (
        isinstance(got, list)
        and all(isinstance(pair, tuple) for pair in got)
        and all(isinstance(text, str) for pair in got for text in pair)
        and [tuple(pair) for pair in got] == wanted
    )


def _sorted(problems: list[Any]) -> list[Any]:
    try:
        return sorted(problems)
    except TypeError:
        return []


def _said(story: str, lost: list[Any], extra: list[Any], message: str) -> str:
    """What is missing and what is too much; the whole answer where it is neither."""
    parts = [f"{shown(lost[:3])} is missing"] if lost else []
    parts += [f"{shown(extra[:3])} is no problem"] if extra else []
    return f"With {story}: {' and '.join(parts)}." if parts else message


def _raises_itself(play: Play) -> bool:
    """The exception is one that the answer raises or asserts on purpose."""
    code = play.bench.answer.code
    if code is None:
        return False
    kind = type(play.error).__name__
    if kind == "AssertionError":
        return any(True for _ in code.nodes(ast.Assert, ast.Raise))
    return kind != "NotImplementedError" and code.throws(kind)


def sizes_and_limits(bench: Bench) -> None:
    """Below, at and above the limit."""
    budget = {"web.zip": 500, "app.js": 120, "empty": 0}
    for sizes, story in (
        ({"web.zip": 499, "app.js": 1, "empty": 0}, "all within their limits"),
        ({"web.zip": 500, "app.js": 120, "empty": 0}, "all exactly at their limits"),
        ({"web.zip": 501, "app.js": 120, "empty": 0}, "one byte over"),
        ({"web.zip": 900, "app.js": 900, "empty": 1}, "all over"),
        ({"web.zip": 500.5, "app.js": 119.5, "empty": 0.0}, "sizes with decimals"),
    ):
        _check(bench, "wrong-limit", "limit", story, sizes, budget)
    _check(bench, "wrong-limit", "limit", "nothing at all", {}, {})
    many = dict.fromkeys(("b", "a-b", "Zoo", "a", "ä", "a/b", "B", " a"), 2)
    limits = dict.fromkeys(("a/b", "Zoo", "ä", "b", " a", "B", "a", "a-b"), 1)
    _check(bench, "wrong-limit", "limit", "many keys over", many, limits)


def keys_that_are_missing(bench: Bench) -> None:
    """Limits without a size, sizes without a limit, a size of 0."""
    code, need = "unmeasured-passed", "unmeasured"
    known = {"web.zip": 10}
    _check(bench, code, need, "no size for a limit", {}, {"web.zip": 5})
    sizes, budget = {"app-v2.js": 90, "web.zip": 600}, {"app.js": 100, "web.zip": 500}
    _check(bench, code, need, "a renamed artefact", sizes, budget)
    _check(bench, code, need, "a size of 0", {"web.zip": 0}, {"web.zip": 5})
    _check(bench, code, need, "a limit of 0 and no size", {}, {"web.zip": 0})
    _check(bench, code, need, "a limit and a baseline, no size", {}, known, known)
    _check(bench, code, need, "one of three has a size", {"b": 1}, {"c": 3, "a": 3, "b": 3})
    only, wrong = {"new.js": 10**9}, "wrong-problem"
    _check(bench, wrong, need, "a size without a limit", only, {})
    _check(bench, wrong, need, "a size without a baseline", only, {"new.js": 10**10}, known | only)
    _check(bench, wrong, need, "a size without a limit or a baseline", only, {}, {})
    _check(bench, wrong, need, "a baseline alone", {}, {}, {"gone.js": 50})
    _check(bench, wrong, need, "no baseline", known, known, None)
    _check(bench, wrong, need, "a baseline without a key", {"web.zip": 20}, known, {})


def growth(bench: Bench) -> None:
    """Against the baseline, within the budget and over it."""
    for size, story in (
        (1000, "the same size as the baseline"),
        (1000.04, "a growth of 0.004 %"),
        (1000.2, "a growth of 0.02 %"),
        (1049, "a growth of less than 5 %"),
        (1051, "a growth of more than 5 %"),
        (1700, "a growth of 70 %, within the limit"),
        (900, "a size that has shrunk"),
        (10, "a size that has shrunk to 1 %"),
        (0, "a size that has shrunk to nothing"),
        (2100, "a growth that goes over the limit"),
        (2000, "a growth that ends at the limit"),
        (1030.5, "a growth of 3 %, with decimals"),
        (1060.5, "a growth of 6 %, with decimals"),
    ):
        sizes, before = {"web.zip": size}, {"web.zip": 1000}
        _check(bench, "wrong-growth", "growth", story, sizes, {"web.zip": 2000}, before)
    for size, story in ((1.24, "3 % of a small number"), (1.29, "7.5 % of a small number")):
        sizes, before = {"import": size}, {"import": 1.2}
        _check(bench, "wrong-growth", "growth", f"a growth of {story}", sizes, {}, before)
    free = "a growth without a limit"
    _check(bench, "wrong-growth", "growth", free, {"other": 200}, {}, {"other": 100})
    for size, limit, story in (
        (1, 9, "a growth from 0"),
        (0.01, 9, "a small growth from 0"),
        (0, 9, "0 and 0 again"),
    ):
        zero = {"web.zip": 0}
        _check(bench, "wrong-growth", "growth", story, {"web.zip": size}, {"web.zip": limit}, zero)


def other_tolerances(bench: Bench) -> None:
    """From none to twice the size; the edge only where no rounding can shift it."""
    for tolerance, size in (
        (0.0, 1000),
        (0.0, 1001),
        (0, 999),
        (0.01, 1009),
        (0.01, 1011),
        (0.5, 1500),
        (0.5, 1501),
        (0.25, 1250),
        (0.25, 1300),
        (1.0, 1999),
        (1, 2001),
        (2.0, 2999),
        (2.0, 3001),
    ):
        story = f"{size} from 1000 with a tolerance of {tolerance}"
        more = ({"a": size}, {"a": 10**6}, {"a": 1000}, tolerance)
        _check(bench, "wrong-growth", "growth", story, *more)


def two_problems(bench: Bench) -> None:
    """Grown and over the limit, alone and among others."""
    over, both = {"b": 300, "a": 300}, {"b": 100, "a": 100}
    _check(bench, "both-not-told", "both", "a growth and a size over the limit", over, both, both)


def many_sizes(bench: Bench) -> None:
    """Every size with every limit and every baseline, or without."""
    absent = None
    limits, befores = (absent, 0, 95, 105, 150), (absent, 0, 80, 100, 130)
    sizes: dict[str, float] = {}
    budget: dict[str, float] = {}
    baseline: dict[str, float] = {}
    cases = itertools.product((absent, 0, 90, 104, 106.5, 140), limits, befores)
    keys = [f"{letter}{number}" for number in range(30) for letter in "azBéQ"]
    for key, case in zip(bench.random.sample(keys, len(keys)), cases, strict=True):
        for mapping, value in zip((sizes, budget, baseline), case, strict=True):
            if value is not absent:
                mapping[key] = value
    for rest, story in (
        ((), "many sizes and no baseline"),
        ((baseline,), "many sizes, limits and baselines"),
        ((baseline, 0.5), "many sizes and a tolerance of 0.5"),
    ):
        _check(bench, "wrong-problem", "both", story, sizes, budget, *rest)


CHECK_BUDGET = Exercise(
    id="check_budget",
    lesson=LESSON,
    ticket=TICKET,
    title="Say what is over, what grew, and what nobody measured",
    rank="stretch",
    names=(Required("check_budget", "function", ("sizes", "budget", "baseline", "tolerance")),),
    contract=(
        "`check_budget(sizes, budget, baseline=None, tolerance=0.05) -> list` of (key, problem), "
        'sorted: "over-budget" when a size is larger than its limit, "unmeasured" when a key of '
        'the budget has no size, "grew" when a size is larger than baseline*(1+tolerance). Both '
        "can apply; shrinking is fine; a key without a budget or a baseline is no problem, nor is "
        "a baseline alone. Sizes are numbers; what was not measured is absent."
    ),
    requirements=(
        Requirement("list", "Returns a sorted list of (key, problem).", "all problems"),
        Requirement("limit", "over-budget when a size is larger than its limit.", "size > limit"),
        Requirement(
            "unmeasured", "unmeasured when a key of the budget has no size.", "a missing key"
        ),
        Requirement(
            "growth", "grew when a size is beyond baseline and tolerance.", "of the baseline"
        ),
        Requirement("both", "A key can have two problems.", "over-budget and grew"),
    ),
    hints=("A missing key is a problem.", "Shrinking is fine.", "Both can apply."),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        sizes_and_limits,
        keys_that_are_missing,
        growth,
        other_tolerances,
        two_problems,
        many_sizes,
    ),
    own_codes=frozenset(
        {
            "wrong-shape",
            "not-sorted",
            "raised-not-returned",
            "wrong-limit",
            "unmeasured-passed",
            "wrong-growth",
            "wrong-problem",
            "both-not-told",
            "input-changed",
        }
    ),
)
