"""`final_values`: reports that overtake one another, come twice, and go down as well as up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from course_lib.exercises.bench import Bench, Play
from course_lib.exercises.model import Exercise, Required, Requirement
from course_lib.exercises.plain import ask
from course_lib.exercises.web_vitals.final_values_beliefs import MISCONCEPTIONS, Key, Report
from course_lib.exercises.web_vitals.lesson import LESSON, TICKET
from course_lib.exercises.words import shown

# What a wrong value shows, by what its scenario tries: (requirement, code).
KINDS = {
    "plain": ("values", "wrong-value"),
    "order": ("order", "order-matters"),
    "twice": ("twice", "counted-twice"),
    "rounded": ("rounded", "not-rounded"),
}


def _reports(name: str, visit: str, values: Iterable[float]) -> list[Report]:
    """What a page sends for one metric of one visit, in order."""
    reports, last = [], 0.0
    for seq, value in enumerate(values, 1):
        delta = value - last
        reports.append({"name": name, "id": visit, "seq": seq, "value": value, "delta": delta})
        last = value
    return reports


def _final(
    bench: Bench,
    reports: list[Report],
    expected: dict[Key, float],
    story: str,
    kind: str = "plain",
    shape: Callable[[list[Report]], Iterable[Report]] = list,
) -> Play:
    """Ask for the final values, and say what is wrong with them."""
    mine = [dict(report) for report in reports]
    play = ask(bench, "final_values", shape(mine), story=story, requirement="values")
    play.given = list(reports)
    play.answered("values")
    _judge(play, expected, kind)
    if mine != reports:
        play.missed("values", "input-changed", f"The call changed the reports ({story}).")
    return play


def _judge(play: Play, expected: dict[Key, float], kind: str) -> None:
    got = play.value
    if not isinstance(got, dict):
        message = f"Returned {shown(got)}; a dict by (name, id) was expected."
        play.missed("values", "wrong-shape", message)
        return
    if set(got) != set(expected):
        message = f"The keys are {shown(list(got))}; {shown(list(expected))} was expected"
        play.missed("visits", "wrong-keys", f"{message} ({play.story}).")
        return
    play.met("visits", f"{len(expected)} values, one a metric and visit")
    requirement, code = KINDS[kind]
    if wrong := _wrong(got, expected):
        key, value = wrong
        message = f"{key} is {shown(got[key])}; {value} was expected ({play.story})."
        play.missed(requirement, code, message)
        return
    play.met(requirement, f"the last value of each ({play.story})")
    play.met("values", "the last value of each metric and visit")


def _wrong(got: dict[Any, Any], expected: dict[Key, float]) -> tuple[Key, float] | None:
    """The first key whose value is not the number that was expected."""
    for key, value in expected.items():
        number = isinstance(got[key], (int, float)) and not isinstance(got[key], bool)
        if not number or not abs(got[key] - value) <= 1e-9:
            return key, value
    return None


def reports_in_order(bench: Bench) -> None:
    """None, one, and a value that grows."""
    _final(bench, [], {}, "no reports")
    _final(bench, _reports("LCP", "v1", [1800.0]), {("LCP", "v1"): 1800.0}, "one report")
    growing = _reports("CLS", "v2", [0.02, 0.05, 0.31])
    _final(bench, growing, {("CLS", "v2"): 0.31}, "a CLS that grows")
    _final(bench, _reports("CLS", "v3", [0.0]), {("CLS", "v3"): 0.0}, "a CLS of 0")
    steady = _reports("INP", "v14", [8.0, 16.0, 24.0])
    _final(bench, steady, {("INP", "v14"): 24.0}, "an INP that grows by 8 and by 8", shape=tuple)


def values_that_go_down(bench: Bench) -> None:
    """A final value may be smaller than an earlier one, or an earlier one again."""
    falling = _reports("INP", "v4", [320.0, 480.0, 96.0])
    _final(bench, falling, {("INP", "v4"): 96.0}, "an INP that goes down")
    to_zero = _reports("CLS", "v5", [0.2, 0.0])
    _final(bench, to_zero, {("CLS", "v5"): 0.0}, "a value that goes back to 0")
    back = _reports("INP", "v13", [40.0, 96.0, 40.0])
    _final(bench, back, {("INP", "v13"): 40.0}, "a value that goes back to an earlier one")
    swings = _reports("INP", "v17", [40.0, 96.0, 40.0, 96.0])
    _final(bench, swings, {("INP", "v17"): 96.0}, "two reports with equal numbers")


def metrics_and_visits_together(bench: Bench) -> None:
    """Two visits, three metrics, in order and then in any order."""
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
    _final(bench, reports, expected, "five metrics of two visits")
    bench.random.shuffle(reports)
    _final(bench, reports, expected, "five metrics of two visits, in any order", "order")


def ids_of_every_kind(bench: Bench) -> None:
    """An id is any text, and two texts that look alike are two ids."""
    values = {"v5-17-4": 8.0, "v5-17-9": 16.0, "V5-17-4": 24.0, "v:5|4": 32.0, " v 5": 40.0}
    reports = [r for visit, last in values.items() for r in _reports("INP", visit, [64.0, last])]
    reports += _reports("CLS", "v5-17-4", [0.1])
    expected = {("INP", visit): last for visit, last in values.items()}
    _final(bench, reports, expected | {("CLS", "v5-17-4"): 0.1}, "ids of every kind")


def reports_out_of_order(bench: Bench) -> None:
    """Reports overtake one another; 10 comes after 9, also where a text would come first."""
    for _ in range(4):
        reports = _reports("INP", "v6", [40.0, 300.0, 120.0, 80.0])
        reports += _reports("CLS", "v6", [0.1, 0.4, 0.35])
        bench.random.shuffle(reports)
        expected = {("INP", "v6"): 80.0, ("CLS", "v6"): 0.35}
        _final(bench, reports, expected, "reports that overtook one another", "order")
    backwards = list(reversed(_reports("CLS", "v7", [0.3, 0.1, 0.2])))
    _final(bench, backwards, {("CLS", "v7"): 0.2}, "the last report first", "order")
    twelve = _reports("INP", "v9", [8.0 * i for i in range(1, 13)])
    bench.random.shuffle(twelve)
    _final(bench, twelve, {("INP", "v9"): 96.0}, "twelve reports in any order", "order")


def reports_that_come_twice(bench: Bench) -> None:
    """A browser that is not sure sends again."""
    reports = _reports("CLS", "v8", [0.05, 0.15, 0.12])
    expected = {("CLS", "v8"): 0.12}
    again = [*reports, reports[2], reports[1]]
    _final(bench, again, expected, "two reports that came twice", "twice")
    late = [*reports, dict(reports[0])]
    _final(bench, late, expected, "the first report once more, last", "twice")
    often = [*reports[:2], reports[1], reports[1], reports[0], reports[2]]
    _final(bench, often, expected, "a report that came three times", "twice")
    for _ in range(3):
        twice = [dict(r) for r in reports for _ in range(2)]
        twice += [r for r in _reports("INP", "v8", [300.0, 300.0, 64.0]) for _ in range(2)]
        bench.random.shuffle(twice)
        both = expected | {("INP", "v8"): 64.0}
        _final(bench, twice, both, "every report twice, in any order", "twice")


def values_with_many_decimals(bench: Bench) -> None:
    """The last value is rounded, once, to 4 places."""
    thirds = _reports("CLS", "v10", [1 / 3, 2 / 3])
    _final(bench, thirds, {("CLS", "v10"): 0.6667}, "values with many decimals", "rounded")
    odd = _reports("TTFB", "v11", [123.456789])
    _final(bench, odd, {("TTFB", "v11"): 123.4568}, "a TTFB with many decimals", "rounded")
    tiny = _reports("CLS", "v15", [0.00004 * i for i in range(1, 13)])
    _final(bench, tiny, {("CLS", "v15"): 0.0005}, "twelve tiny shifts", "rounded")
    small = _reports("CLS", "v16", [0.00012])
    _final(bench, small, {("CLS", "v16"): 0.0001}, "a very small shift", "rounded")


def reports_in_a_generator(bench: Bench) -> None:
    """An iterable may have no length and give its reports only once."""

    def three(visit: str) -> tuple[list[Report], dict[Key, float]]:
        reports = _reports("CLS", visit, [0.1, 0.3, 0.2]) + _reports("INP", visit, [40.0])
        return reports, {("CLS", visit): 0.2, ("INP", visit): 40.0}

    listed = _final(bench, *three("v12"), "a list of reports")
    if listed.value != three("v12")[1]:
        return  # that is told already
    reports, expected = three("v18")
    play = ask(bench, "final_values", iter(reports), story="an iterator", requirement="values")
    if play.error is None and play.value == expected:
        play.met("values", "the last value of each metric and visit")
        return
    got = f"raised {play.error!r}" if play.error is not None else f"gave {shown(play.value)}"
    message = f"A list of reports went well, and from an iterator it {got}; {shown(expected)} was "
    play.missed("values", "one-pass", f"{message}expected.")


def asked_again(bench: Bench) -> None:
    """Each call is about its own reports, also when such were given before."""
    for visit, last in (("v19", 16.0), ("v20", 16.0), ("v19", 24.0)):
        reports = _reports("LCP", visit, [900.0]) + _reports("INP", visit, [8.0, last])
        reports += [dict(reports[2]), dict(reports[1])]  # late, and once more
        expected = {("LCP", visit): 900.0, ("INP", visit): last}
        play = ask(bench, "final_values", reports, story="asked again", requirement="values")
        play.answered("values")
        if play.value == expected:
            play.met("values", "the last value of each metric and visit")
        elif len(bench.plays) > 1:
            message = f"Asked for the reports of {visit}, after others, it gave "
            message += f"{shown(play.value)}; {shown(expected)} was expected."
            play.missed("values", "remembers-calls", message)
            return
        else:
            return  # wrong already when it is asked for the first time: that is told elsewhere


FINAL_VALUES = Exercise(
    id="final_values",
    lesson=LESSON,
    ticket=TICKET,
    title="Find what a visit's metric was in the end",
    rank="standard",
    names=(Required("final_values", "function", ("reports",)),),
    contract=(
        "`final_values(reports) -> dict[(name, id), float]`. Reports are dicts {name, id, seq, "
        "value, delta} from any iterable, in any order, some of them twice, none missing: every "
        "seq of a (name, id), from 1 on, arrives at least once. value is the metric so far, delta "
        "what was added to the value before. Gives the last value of each (name, id), rounded to "
        "4 places, and leaves the reports as they are."
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
        asked_again,
        reports_in_order,
        values_that_go_down,
        metrics_and_visits_together,
        ids_of_every_kind,
        reports_out_of_order,
        reports_that_come_twice,
        values_with_many_decimals,
        reports_in_a_generator,
    ),
    own_codes=frozenset(
        {
            "wrong-shape",
            "wrong-keys",
            "wrong-value",
            "order-matters",
            "counted-twice",
            "not-rounded",
            "one-pass",
            "remembers-calls",
            "input-changed",
        }
    ),
)
