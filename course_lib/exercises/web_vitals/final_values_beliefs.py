"""The beliefs that wrong forms of `final_values` show.

Each is a model: what somebody who holds the belief would return. It is named only when it
explains every answer that was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from course_lib.exercises.bench import Play
from course_lib.exercises.model import Evidence, Misconception

Key = tuple[str, str]
Report = dict[str, Any]
Model = Callable[[list[Report]], dict[Key, float]]
ROUNDING = 6e-5  # so much rounding to 4 places, or none, may take
WRONG = frozenset({"wrong-value", "order-matters", "counted-twice", "not-rounded"})


def _plays(evidence: Evidence) -> list[Play]:
    plays = evidence.symptom.play.bench.plays
    return [play for play in plays if play.given is not None and isinstance(play.value, dict)]


def _gives(*models: Model) -> Callable[[Evidence], bool]:
    """One of these explains all that was returned."""
    return lambda evidence: any(
        all(_close(play.value, model(play.given)) for play in _plays(evidence)) for model in models
    )


def _close(got: dict[Any, Any], believed: dict[Key, float]) -> bool:
    return set(got) == set(believed) and all(
        isinstance(got[key], (int, float)) and abs(got[key] - believed[key]) <= ROUNDING
        for key in believed
    )


def _each(of_one: Callable[[list[Report]], float]) -> Model:
    """A model of one metric's reports, for all of them."""

    def model(reports: list[Report]) -> dict[Key, float]:
        groups: dict[Key, list[Report]] = {}
        for report in reports:
            groups.setdefault((report["name"], report["id"]), []).append(report)
        return {key: of_one(group) for key, group in groups.items()}

    return model


def _skipping(fields: tuple[str, ...], of_one: Callable[[list[Report]], float]) -> Model:
    """Like `_each`, without the reports that agree in these fields with an earlier one."""

    def model(reports: list[Report]) -> dict[Key, float]:
        return _each(of_one)(list(_first_of(reports, fields)))

    return model


def _first_of(reports: list[Report], fields: tuple[str, ...]) -> Iterator[Report]:
    seen = set()
    for report in reports:
        if (mark := tuple(report[field] for field in fields)) not in seen:
            seen.add(mark)
            yield report


def _by_seq(reports: list[Report]) -> list[Report]:
    return sorted(reports, key=lambda report: report["seq"])


def _sum(reports: list[Report], field: str) -> float:
    return sum(report[field] for report in reports)


def _deltas(reports: list[Report]) -> float:
    return _sum(reports, "delta")


def _last(reports: list[Report]) -> float:
    return _by_seq(reports)[-1]["value"]


def _once(reports: list[Report]) -> list[Report]:
    return list(_first_of(reports, ("seq",)))


def _one_each(evidence: Evidence, field: str) -> bool:
    """One number for each `field`, whatever the other half of the key was."""
    seen = []
    for play in _plays(evidence):
        of_field = {report[field] for report in play.given}
        if len(of_field) == len({(report["name"], report["id"]) for report in play.given}):
            continue  # this play tells nothing: the two ways give as many entries
        seen.append(
            len(play.value) == len(of_field)
            and all(isinstance(value, (int, float)) for value in play.value.values())
            and {_part(key, field) for key in play.value} == of_field
        )
    return bool(seen) and all(seen)


def _merges(evidence: Evidence) -> bool:
    """Visits are not just left out: an entry is more than the first visit that came."""
    return any(_is_mixed(play, key) for play in _plays(evidence) for key in play.value)


def _is_mixed(play: Play, key: Any) -> bool:
    group = [r for r in play.given if r["name"] == _part(key, "name")]
    own = [r["value"] for r in group if (r["name"], r["id"]) == key]
    first = (group[0]["name"], group[0]["id"]) == key if group else False
    return not first or not any(abs(play.value[key] - value) <= ROUNDING for value in own)


def _part(key: Any, field: str) -> Any:
    return key[0 if field == "name" else 1] if isinstance(key, tuple) and len(key) == 2 else key


MISCONCEPTIONS = (
    Misconception(
        "exactly-once delivery",
        "A retried beacon was counted twice; skip a seq that you have seen.",
        frozenset({"counted-twice"}),
        _gives(_each(_deltas)),
    ),
    Misconception(
        "every report is a visit",
        "value is the running total: adding values counts the early shifts again; add deltas.",
        WRONG,
        _gives(_each(lambda r: _sum(r, "value")), _each(lambda r: _sum(_once(r), "value"))),
    ),
    Misconception(
        "delta is the value",
        "delta is only what was added last; the metric so far is value.",
        WRONG,
        _gives(_each(lambda r: _by_seq(r)[-1]["delta"]), _each(lambda r: r[-1]["delta"])),
    ),
    Misconception(
        "metrics only grow",
        "INP can go down (after 50 interactions the worst is ignored), so the maximum is not the "
        "final value.",
        WRONG,
        _gives(_each(lambda r: max(report["value"] for report in r))),
    ),
    Misconception(
        "first report is final",
        "CLS and INP grow until the page is hidden: the first report is only the start.",
        WRONG,
        _gives(_each(lambda r: _by_seq(r)[0]["value"]), _each(lambda r: r[0]["value"])),
    ),
    Misconception(
        "last to arrive is latest",
        "Beacons can overtake one another: order by seq, not by arrival.",
        WRONG,
        _gives(_each(lambda r: r[-1]["value"]), _each(lambda r: _once(r)[-1]["value"])),
    ),
    Misconception(
        "seq numbers the whole page",
        "seq counts the reports of one (name, id): keep what you have seen for each of them.",
        WRONG | {"wrong-keys"},
        _gives(
            *(
                _skipping(fields, of_one)
                for fields in (("seq",), ("id", "seq"), ("name", "seq"))
                for of_one in (_deltas, _last, lambda r: r[-1]["value"])
            )
        ),
    ),
    Misconception(
        "equal numbers are one report",
        "Two reports may carry the same numbers: tell a repeat by its seq.",
        WRONG,
        _gives(
            _skipping(("name", "id", "delta"), _deltas),
            _skipping(("name", "id", "value"), _deltas),
            _skipping(("name", "id", "value", "delta"), _deltas),
        ),
    ),
    Misconception(
        "rounding each step is harmless",
        "Round once, at the end: rounding each delta loses what is small.",
        frozenset({"not-rounded"}),
        _gives(_each(lambda r: sum(round(report["delta"], 4) for report in _once(r)))),
    ),
    Misconception(
        "one visitor",
        "Group by (name, id): you merged different page views.",
        frozenset({"wrong-keys"}),
        lambda evidence: _one_each(evidence, "name") and _merges(evidence),
    ),
    Misconception(
        "one metric a visit",
        "One page view reports several metrics: group by (name, id), not by id alone.",
        frozenset({"wrong-keys"}),
        lambda evidence: _one_each(evidence, "id"),
    ),
    Misconception(
        "a generator can be read twice",
        "A generator has no length and gives its items once: go through it once, or make a list.",
        frozenset({"one-pass"}),
        lambda evidence: True,
    ),
    Misconception(
        "every call starts afresh",
        "What is made outside of the function, or as its default, remembers earlier calls: make "
        "it inside.",
        frozenset({"remembers-calls"}),
        lambda evidence: True,
    ),
)
