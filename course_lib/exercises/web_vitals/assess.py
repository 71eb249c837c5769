"""`assess`: the 75th percentile of a metric, and what it is worth."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from course_lib.exercises.bench import Bench, Play
from course_lib.exercises.model import Exercise, Required, Requirement
from course_lib.exercises.plain import ask, refused
from course_lib.exercises.web_vitals.assess_beliefs import MISCONCEPTIONS, is_number, is_pair
from course_lib.exercises.web_vitals.lesson import LESSON, LIMITS, TICKET, p75, rating
from course_lib.exercises.words import shown


class _Week(Sequence):
    """A sequence of no known type: it has a length, and items by index."""

    def __init__(self, values: Sequence[float]) -> None:
        self._values = tuple(values)

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, index: Any) -> Any:
        return self._values[index]

    def __repr__(self) -> str:
        return f"Week({list(self._values)})"


def _assess(bench: Bench, name: str, values: Any, story: str) -> None:
    before = list(values)
    play = ask(bench, "assess", name, values, story=story, requirement="p75")
    play.given = (name, before)
    if isinstance(play.error, ValueError):
        message = f"assess({name!r}, {shown(before)}) raised {play.error!r}."
        play.missed("refusal", "refused-good-input", message, values=before)
        return
    play.answered("p75")
    _judge(play, name, before)
    if list(values) != before:
        message = f"The values were {shown(before)} and are {shown(list(values))} after the call."
        turned = list(values) in (sorted(before), sorted(before, reverse=True))
        play.missed("untouched", "input-changed", message, sorted=turned)
    else:
        play.met("untouched", "the input was left as it was")


def _judge(play: Play, name: str, values: Sequence[float]) -> None:
    got = play.value
    if not is_pair(got):
        message = f"Returned {shown(got)}; a tuple (p75, rating) was expected."
        play.missed("p75", "wrong-shape", message)
        return
    wanted = p75(values)
    if not is_number(got[0]) or got[0] != wanted:
        message = f"The p75 of {name} over {shown(values)} is {shown(got[0])}; {wanted} "
        play.missed("p75", "wrong-p75", f"{message}was expected ({play.story}).")
        return
    play.met("p75", f"{got[0]} over {len(values)} values")
    expected = rating(name, wanted)
    if not isinstance(got[1], str) or got[1] != expected:
        message = f"{name} with a p75 of {wanted} is {shown(got[1])}; {expected!r} was expected."
        play.missed("rating", "wrong-rating", message)
        return
    play.met("rating", f"{name} {wanted}: {expected}")


def samples_of_every_size(bench: Bench) -> None:
    """The nearest rank of 1 to 400 values, each drawn anew and in no order."""
    for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 16, 40, 101, 400):
        values = bench.random.sample(range(500, 9000), n)
        _assess(bench, "LCP", values, f"{n} visits" if n > 1 else "one visit")
    _assess(bench, "INP", [40, 40, 40, 40, 600, 600, 40, 40], "a value that comes often")
    _assess(bench, "FCP", [2900.25, 1750.5, 3100.75, 1801.125], "values with a fraction")


def sequences_of_every_kind(bench: Bench) -> None:
    """A tuple, a range, an array, and a sequence of no known type."""
    values = bench.random.sample(range(4000), 9)
    _assess(bench, "TTFB", tuple(values), "a tuple")
    _assess(bench, "TTFB", range(2300, 0, -300), "a range")
    _assess(bench, "FCP", array("d", values), "an array")
    _assess(bench, "INP", _Week(values), "a sequence of another type")


def values_that_are_nothing(bench: Bench) -> None:
    """Zeros are values."""
    _assess(bench, "CLS", [0, 0, 0, 0], "four visits without a shift")
    _assess(bench, "CLS", [0.0], "one visit without a shift")
    _assess(bench, "INP", [8.5, 0, 16.25], "floats and ints together")
    _assess(bench, "CLS", [0.0] * 6 + [0.9, 0.9], "most visits still, two that jump")


def limits_of_every_metric(bench: Bench) -> None:
    """Each limit, a step below it and a step above."""
    for name, limits in LIMITS.items():
        step = 0.01 if name == "CLS" else 1
        for limit in limits:
            for value in (limit - step, limit, limit + step):
                _assess(bench, name, [round(value, 4)] * 3, f"{name} at and around {limit}")
        _assess(bench, name, [limits[1] * 9] * 2, f"{name} far above its limits")
    _assess(bench, "LCP", [2500.5] * 2, "a fraction above the good limit")
    _assess(bench, "CLS", [0.1004] * 2, "a fraction above the good limit")
    _assess(bench, "CLS", [0.2504] * 2, "a fraction above the poor limit")


def a_skewed_sample(bench: Bench) -> None:
    """Mean, median, majority and p75 all say something else."""
    _assess(bench, "LCP", [1000] * 5 + [3000] * 2 + [60000], "most visits quick, one very slow")
    _assess(bench, "LCP", [2000] * 5 + [9000] * 3, "most visits good, p75 poor")
    slow = [310, 62000, 300, 5200, 340, 61000, 330, 320]
    _assess(bench, "LCP", slow, "three visits far slower than the others")
    one = bench.random.sample([*range(1000, 2600, 100), 60000], 17)
    _assess(bench, "LCP", one, "one visit far slower than the others")
    _assess(bench, "CLS", [0.3, 0.02, 0.02, 0.01, 0.3, 0.03, 0.3, 0.04], "five still, three jump")


def names_and_samples_to_refuse(bench: Bench) -> None:
    """Names nobody knows, and no values."""
    for name in ("FID", "lcp", "", "LCP "):
        story, given = f"the name {name!r}", [100.0]
        play = ask(bench, "assess", name, given, story=story, requirement="refusal")
        refused(play, "refusal", ValueError, f"The name {name!r}", "unknown-accepted")
    for name, values in (("LCP", []), ("CLS", ()), ("INP", range(0)), ("TTFB", _Week([]))):
        play = ask(bench, "assess", name, values, story="no values", requirement="refusal")
        refused(play, "refusal", ValueError, f"No values, {shown(values)}", "nothing-accepted")


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
        sequences_of_every_kind,
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
