"""`check_budget`: a limit catches jumps, a baseline catches creep."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

from course_lib.exercises.bench import Bench, Play, same
from course_lib.exercises.bundle_budget.lesson import LESSON, TICKET
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.plain import ask
from course_lib.exercises.words import shown

Sizes = Mapping[str, float]
Problems = list[tuple[str, str]]


def _problems(sizes: Sizes, budget: Sizes, baseline: Sizes | None, tolerance: float) -> Problems:
    found = [(key, "unmeasured") for key in budget if key not in sizes]
    found += [(key, "over-budget") for key in budget if key in sizes and sizes[key] > budget[key]]
    for key, before in (baseline or {}).items():
        if key in sizes and sizes[key] > before * (1 + tolerance):
            found.append((key, "grew"))
    return sorted(found)


def _check(
    bench: Bench,
    code: str,
    sizes: Sizes,
    budget: Sizes,
    *rest: Any,
    requirement: str,
    story: str,
) -> None:
    given = [dict(sizes), dict(budget), *(dict(r) if isinstance(r, dict) else r for r in rest)]
    play = ask(bench, "check_budget", *given, story=story, requirement=requirement)
    play.given = (sizes, budget, (rest[0] if rest else None) or {}, *(rest[1:] or (0.05,)))
    if play.error is not None and not isinstance(play.error, TypeError):
        message = f"check_budget raised {type(play.error).__name__} ({story}); a list was expected."
        play.missed(requirement, "raised-not-returned", message)
        return
    play.answered(requirement)
    baseline = rest[0] if rest else None
    tolerance = rest[1] if len(rest) > 1 else 0.05
    wanted = _problems(sizes, budget, baseline, tolerance)
    if given != [dict(sizes), dict(budget), *rest]:
        play.missed("list", "input-changed", "The arguments were changed by the call.")
    got = play.value
    if same(got, wanted):
        play.met(requirement, f"{story}: {shown(wanted)}")
        play.met("list", f"{shown(wanted)}")
        return
    message = f"Returned {shown(got)} ({story}); {shown(wanted)} was expected."
    if not isinstance(got, list) or not all(isinstance(p, tuple) and len(p) == 2 for p in got):
        play.missed("list", "wrong-shape", message)
    elif sorted(got) == wanted:
        play.missed("list", "not-sorted", message)
    else:
        extra = [p for p in got if p not in wanted]
        lost = [p for p in wanted if p not in got]
        play.missed(requirement, code, message, extra=extra, lost=lost)


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
        _check(bench, "wrong-limit", sizes, budget, requirement="limit", story=story)
    _check(bench, "wrong-limit", {}, {}, requirement="limit", story="nothing at all")


def keys_that_are_missing(bench: Bench) -> None:
    """Limits without a size, sizes without a limit, a size of 0."""
    need = "unmeasured"
    _check(
        bench,
        "unmeasured-passed",
        {},
        {"web.zip": 5},
        requirement=need,
        story="no size for a limit",
    )
    sizes, budget = {"app-v2.js": 90, "web.zip": 600}, {"app.js": 100, "web.zip": 500}
    _check(bench, "unmeasured-passed", sizes, budget, requirement=need, story="a renamed artefact")
    zero = {"web.zip": 0}
    _check(bench, "unmeasured-passed", zero, {"web.zip": 5}, requirement=need, story="a size of 0")
    only = {"new.js": 10**9}
    _check(bench, "wrong-problem", only, {}, requirement=need, story="a size without a limit")
    _check(
        bench, "wrong-problem", only, {}, {}, requirement=need, story="a size without a baseline"
    )
    _check(
        bench, "wrong-problem", {}, {}, {"gone.js": 50}, requirement=need, story="a baseline alone"
    )
    known = {"web.zip": 10}
    _check(
        bench,
        "unmeasured-passed",
        {},
        known,
        known,
        requirement=need,
        story="a limit and a baseline, no size",
    )


def growth(bench: Bench) -> None:
    """Against the baseline, within the budget and over it."""
    budget = {"web.zip": 2000}
    for size, story in (
        (1000, "the same size"),
        (1049, "grown by less than 5 %"),
        (1051, "grown by more than 5 %"),
        (1700, "grown by 70 %, within the limit"),
        (900, "shrunk"),
        (0, "shrunk to nothing"),
        (2100, "grown, and over the limit"),
        (2000, "grown, exactly at the limit"),
    ):
        sizes, before = {"web.zip": size}, {"web.zip": 1000}
        _check(bench, "wrong-growth", sizes, budget, before, requirement="growth", story=story)
    free = {"other": 200}
    _check(
        bench,
        "wrong-growth",
        free,
        {},
        {"other": 100},
        requirement="growth",
        story="grown, without a limit",
    )
    first = {"web.zip": 1}
    _check(
        bench,
        "wrong-growth",
        first,
        budget,
        {"web.zip": 0},
        requirement="growth",
        story="grown from 0",
    )
    same_zero = {"web.zip": 0}
    _check(
        bench,
        "wrong-growth",
        same_zero,
        budget,
        {"web.zip": 0},
        requirement="growth",
        story="0 and 0 again",
    )


def other_tolerances(bench: Bench) -> None:
    """From none to twice the size."""
    budget, before = {"a": 10**6}, {"a": 1000}
    for tolerance, size in (
        (0.0, 1000),
        (0.0, 1001),
        (0.5, 1500),
        (0.5, 1501),
        (0.25, 1250),
        (0.25, 1300),
        (1.0, 1999),
    ):
        story = f"{size} from 1000 with a tolerance of {tolerance}"
        sizes = {"a": size}
        _check(
            bench,
            "wrong-growth",
            sizes,
            budget,
            before,
            tolerance,
            requirement="growth",
            story=story,
        )


def many_problems(bench: Bench) -> None:
    """Several keys, several problems a key."""
    names = ["web.zip", "app.js", "css", "Zoo", "fonts", "a"]
    for _ in range(6):
        pick = bench.random.choice
        sizes = {n: pick((90, 100, 104, 106, 140)) for n in bench.random.sample(names, 5)}
        budget = {n: pick((95, 105, 150)) for n in bench.random.sample(names, 4)}
        before = {n: pick((80, 100, 130)) for n in bench.random.sample(names, 4)}
        _check(
            bench, "wrong-problem", sizes, budget, before, requirement="both", story="many sizes"
        )
    over = {"b": 300, "a": 300}
    both = {"b": 100, "a": 100}
    _check(
        bench,
        "both-not-told",
        over,
        both,
        both,
        requirement="both",
        story="grown, and over the limit",
    )


def _facts(evidence: Evidence, name: str) -> set[str]:
    return {kind for _, kind in evidence.facts.get(name, ())}


Grew = Callable[[str, Play], bool]


def _explains(evidence: Evidence, grew: Grew) -> bool:
    """Whether all that the answer said of growth is as `grew` has it."""
    plays = [p for p in evidence.symptom.play.bench.plays if p.given and isinstance(p.value, list)]
    return bool(plays) and all(
        ((key, "grew") in play.value) == grew(key, play)
        for play in plays
        for key in play.given[2]
        if key in play.given[0]
    )


def _grown(key: str, play: Play) -> bool:
    sizes, _, baseline, tolerance = play.given
    return bool(sizes[key] > baseline[key] * (1 + tolerance))


def _over(key: str, play: Play) -> bool:
    sizes, budget, *_ = play.given
    return key in budget and sizes[key] > budget[key]


def _changed(key: str, play: Play) -> bool:
    sizes, _, baseline, tolerance = play.given
    return bool(abs(sizes[key] - baseline[key]) > baseline[key] * tolerance)


def _of_the_new(key: str, play: Play) -> bool:
    sizes, _, baseline, tolerance = play.given
    return bool(sizes[key] - baseline[key] > sizes[key] * tolerance)


def _believed(*models: Grew) -> Callable[[Evidence], bool]:
    return lambda evidence: any(_explains(evidence, model) for model in models)


def _one_of_the_two(evidence: Evidence) -> bool:
    """Of a size that is over and has grown, one problem is told; all else is right."""
    if _explains(evidence, lambda key, play: _grown(key, play) and not _over(key, play)):
        return True
    lost = {kind for _, kind in evidence.facts.get("lost", ())}
    return lost == {"over-budget"} and _explains(evidence, _grown)


MISCONCEPTIONS = (
    Misconception(
        "any change is growth",
        "Shrinking is not a violation.",
        frozenset({"wrong-growth", "wrong-problem"}),
        _believed(
            _changed,
            lambda key, play: play.given[0][key] != play.given[2][key],
        ),
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
        frozenset({"raised-not-returned"}),
        lambda e: bool(list(e.code.nodes(ast.Raise, ast.Assert))),
    ),
    Misconception(
        "not measured = fine",
        "A renamed artefact silently passed: report unmeasured.",
        frozenset({"unmeasured-passed", "wrong-problem"}),
        lambda e: "unmeasured" in _facts(e, "lost"),
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
        _believed(lambda key, play: _grown(key, play) and _over(key, play)),
    ),
    Misconception(
        "percent of the new size",
        "Growth is relative to the baseline, not to the new size.",
        frozenset({"wrong-growth"}),
        _believed(_of_the_new),
    ),
)

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
        "can apply; shrinking is fine; a key without a budget or a baseline is no problem."
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
    scenarios=(sizes_and_limits, keys_that_are_missing, growth, other_tolerances, many_problems),
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
