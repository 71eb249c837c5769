"""`final_values`: reports that overtake one another, come twice, and go down as well as up."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any

from course_lib.exercises.bench import Bench, Play
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.plain import ask
from course_lib.exercises.web_vitals.lesson import LESSON, TICKET
from course_lib.exercises.words import shown

Key = tuple[str, str]
ROUNDING = 1e-3  # so much may rounding of another kind take


def _reports(name: str, visit: str, values: Iterable[float]) -> list[dict[str, Any]]:
    """What a page sends for one metric of one visit, in order."""
    reports, last = [], 0.0
    for seq, value in enumerate(values, 1):
        delta = value - last
        reports.append({"name": name, "id": visit, "seq": seq, "value": value, "delta": delta})
        last = value
    return reports


def _final(
    bench: Bench, reports: list[dict[str, Any]], expected: dict[Key, float], story: str, kind: str
) -> None:
    before = [dict(report) for report in reports]
    shape = bench.random.choice((list, tuple, iter))
    play = ask(bench, "final_values", shape(reports), story=story, requirement="values")
    play.given = before
    play.answered("values")
    _judge(play, expected, kind, before)


def _judge(
    play: Play, expected: dict[Key, float], kind: str, reports: list[dict[str, Any]]
) -> None:
    got = play.value
    if not isinstance(got, dict):
        message = f"Returned {shown(got)}; a dict by (name, id) was expected."
        play.missed("values", "wrong-shape", message)
        return
    if set(got) != set(expected):
        message = f"The keys are {shown(list(got))}; {shown(list(expected))} was expected."
        play.missed("visits", "wrong-keys", message)
        return
    play.met("visits", f"{len(expected)} values, one a metric and visit")
    for key, value in expected.items():
        if (
            isinstance(got[key], bool)
            or not isinstance(got[key], (int, float))
            or abs(got[key] - value) > 1e-9
        ):
            message = f"{key} is {shown(got[key])}; {value} was expected ({play.story})."
            play.missed(
                _REQUIREMENT[kind], _CODE[kind], message, got=got[key], key=key, reports=reports
            )
            return
    play.met(_REQUIREMENT[kind], f"the last value of each ({play.story})")
    play.met("values", "the last value of each metric and visit")


_REQUIREMENT = {
    "plain": "values",
    "down": "values",
    "order": "order",
    "twice": "twice",
    "rounded": "rounded",
}
_CODE = {
    "plain": "wrong-value",
    "down": "wrong-value",
    "order": "order-matters",
    "twice": "counted-twice",
    "rounded": "not-rounded",
}


def reports_in_order(bench: Bench) -> None:
    """None, one, and a value that grows."""
    _final(bench, [], {}, "no reports", "plain")
    one = _reports("LCP", "v1", [1800.0])
    _final(bench, one, {("LCP", "v1"): 1800.0}, "one report", "plain")
    growing = _reports("CLS", "v2", [0.02, 0.05, 0.31])
    _final(bench, growing, {("CLS", "v2"): 0.31}, "a CLS that grows", "plain")
    zero = _reports("CLS", "v3", [0.0])
    _final(bench, zero, {("CLS", "v3"): 0.0}, "a CLS of 0", "plain")


def values_that_go_down(bench: Bench) -> None:
    """A final value may be smaller than an earlier one."""
    falling = _reports("INP", "v4", [320.0, 480.0, 96.0])
    _final(bench, falling, {("INP", "v4"): 96.0}, "an INP that goes down", "down")
    to_zero = _reports("CLS", "v5", [0.2, 0.0])
    _final(bench, to_zero, {("CLS", "v5"): 0.0}, "a value that goes back to 0", "down")


def metrics_and_visits_together(bench: Bench) -> None:
    """Two visits, three metrics, in any order."""
    visits = {
        ("CLS", "a"): [0.01, 0.2],
        ("CLS", "b"): [0.1],
        ("INP", "a"): [40.0, 16.0],
        ("INP", "b"): [8.0, 200.0, 120.0],
        ("LCP", "a"): [900.0],
    }
    reports = [
        report
        for (name, visit), values in visits.items()
        for report in _reports(name, visit, values)
    ]
    expected = {key: values[-1] for key, values in visits.items()}
    _final(bench, reports, expected, "five metrics of two visits", "plain")
    bench.random.shuffle(reports)
    _final(bench, reports, expected, "five metrics of two visits, in any order", "order")


def reports_out_of_order(bench: Bench) -> None:
    """Reports overtake one another."""
    for _ in range(4):
        reports = _reports("INP", "v6", [40.0, 300.0, 120.0, 80.0])
        reports += _reports("CLS", "v6", [0.1, 0.4, 0.35])
        bench.random.shuffle(reports)
        expected = {("INP", "v6"): 80.0, ("CLS", "v6"): 0.35}
        _final(bench, reports, expected, "reports that overtook one another", "order")
    backwards = list(reversed(_reports("CLS", "v7", [0.3, 0.1, 0.2])))
    _final(bench, backwards, {("CLS", "v7"): 0.2}, "the last report first", "order")


def reports_that_come_twice(bench: Bench) -> None:
    """A browser that is not sure sends again."""
    reports = _reports("CLS", "v8", [0.05, 0.15, 0.12])
    expected = {("CLS", "v8"): 0.12}
    _final(
        bench, [*reports, reports[2], reports[1]], expected, "two reports that came twice", "twice"
    )
    twice = [dict(r) for r in reports for _ in range(2)]
    bench.random.shuffle(twice)
    _final(bench, twice, expected, "every report twice, in any order", "twice")
    late = [*reports, dict(reports[0])]
    _final(bench, late, expected, "the first report once more, last", "twice")


def many_small_shifts(bench: Bench) -> None:
    """Twelve sequence numbers: 10 comes after 9, also where text would sort it before 2."""
    values = [round(0.01 * i + 0.00001, 5) for i in range(1, 13)]
    reports = _reports("CLS", "v9", values)
    bench.random.shuffle(reports)
    _final(bench, reports, {("CLS", "v9"): 0.12}, "twelve reports", "order")
    thirds = _reports("CLS", "v10", [1 / 3, 2 / 3])
    _final(bench, thirds, {("CLS", "v10"): 0.6667}, "values with many decimals", "rounded")
    odd = _reports("TTFB", "v11", [123.456789])
    _final(bench, odd, {("TTFB", "v11"): 123.4568}, "a TTFB with many decimals", "rounded")


def the_input_stays(bench: Bench) -> None:
    """The caller's reports are the caller's."""
    reports = _reports("CLS", "v12", [0.1, 0.2])
    kept = [dict(report) for report in reports]
    play = ask(bench, "final_values", reports, story="a list of reports", requirement="values")
    play.answered("values")
    if reports != kept:
        play.missed("values", "input-changed", "The reports were changed by the call.")


Model = Callable[[list[dict[str, Any]]], float]


def _explains(evidence: Evidence, model: Model) -> bool:
    """Whether a belief, as a function of one metric's reports, gives all that the answer gave."""
    plays = [p for p in evidence.symptom.play.bench.plays if p.given and isinstance(p.value, dict)]
    return bool(plays) and all(_as_believed(play, model) for play in plays)


def _as_believed(play: Play, model: Model) -> bool:
    groups: dict[Key, list[dict[str, Any]]] = {}
    for report in play.given:
        groups.setdefault((report["name"], report["id"]), []).append(report)
    return all(
        isinstance(play.value.get(key), (int, float))
        and abs(play.value[key] - model(reports)) <= ROUNDING
        for key, reports in groups.items()
    )


def _once(reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({report["seq"]: report for report in reports}.values())


def _by_seq(reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(reports, key=lambda report: report["seq"])


def _sum(reports: list[dict[str, Any]], field: str) -> float:
    return sum(report[field] for report in reports)


def _believed(*models: Model) -> Callable[[Evidence], bool]:
    return lambda evidence: any(_explains(evidence, model) for model in models)


def _mentions_id(evidence: Evidence) -> bool:
    code = evidence.code
    return code.mentions("id") or code.any(ast.Constant, lambda node: node.value == "id")


def _one_key_a_name(evidence: Evidence) -> bool:
    """There is one entry for each name, whatever the visits were."""
    play = evidence.symptom.play
    names = {report["name"] for report in play.given or ()}
    mine = [key[0] if isinstance(key, tuple) and key else key for key in play.value]
    return len(mine) == len(names) and set(map(str, mine)) == names


MISCONCEPTIONS = (
    Misconception(
        "exactly-once delivery",
        "A retried beacon was counted twice; skip a seq that you have seen.",
        frozenset({"counted-twice", "order-matters"}),
        _believed(lambda r: _sum(r, "delta")),
    ),
    Misconception(
        "every report is a visit",
        "value is the running total: adding values counts the early shifts again; add deltas.",
        frozenset({"wrong-value"}),
        _believed(lambda r: _sum(r, "value"), lambda r: _sum(_once(r), "value")),
    ),
    Misconception(
        "metrics only grow",
        "INP can go down (after 50 interactions the worst is ignored), so the maximum is not the "
        "final value.",
        frozenset({"wrong-value", "order-matters"}),
        _believed(lambda r: max(report["value"] for report in r)),
    ),
    Misconception(
        "first report is final",
        "CLS and INP grow until the page is hidden: the first report is only the start.",
        frozenset({"wrong-value"}),
        _believed(lambda r: _by_seq(r)[0]["value"], lambda r: r[0]["value"]),
    ),
    Misconception(
        "last to arrive is latest",
        "Beacons can overtake one another: order by seq, not by arrival.",
        frozenset({"order-matters", "counted-twice"}),
        _believed(lambda r: r[-1]["value"]),
    ),
    Misconception(
        "one visitor",
        "Group by (name, id): you merged different page views.",
        frozenset({"wrong-keys"}),
        lambda e: _one_key_a_name(e) or not _mentions_id(e),
    ),
)

FINAL_VALUES = Exercise(
    id="final_values",
    lesson=LESSON,
    ticket=TICKET,
    title="Find what a visit's metric was in the end",
    rank="standard",
    names=(Required("final_values", "function", ("reports",)),),
    contract=(
        "`final_values(reports) -> dict[(name, id), float]`. Reports are dicts {name, id, seq, "
        "value, delta} in any order, some of them twice, none missing: every seq from 1 arrives at "
        "least once. value is the total so far, delta what was added to the total before. Gives "
        "the last value of each (name, id), rounded to 4 places."
    ),
    requirements=(
        Requirement(
            "values", "Gives the last value of each metric and visit.", "the value at the end"
        ),
        Requirement("visits", "Keeps metrics and visits apart.", "one entry for each (name, id)"),
        Requirement("order", "The order in which reports arrive does not matter.", "order by seq"),
        Requirement("twice", "A report that comes twice counts once.", "as if it came once"),
        Requirement("rounded", "Rounds to 4 places.", "0.6667"),
    ),
    hints=(
        "The key is (name, id).",
        "Drop a seq that was seen.",
        "Sum the deltas, or take the value at the highest seq.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        reports_in_order,
        values_that_go_down,
        metrics_and_visits_together,
        reports_out_of_order,
        reports_that_come_twice,
        many_small_shifts,
        the_input_stays,
    ),
    own_codes=frozenset(
        {
            "wrong-shape",
            "wrong-keys",
            "wrong-value",
            "order-matters",
            "counted-twice",
            "not-rounded",
            "input-changed",
        }
    ),
)
