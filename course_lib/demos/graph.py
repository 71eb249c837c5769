"""The dependency graph of a page: its arrows as knobs, its critical path, its place on paper."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from course_lib.demos.knobs import Knob
from course_lib.services.graph import Path, critical_path, in_order, levels
from course_lib.tracing import Trace
from course_lib.tracing.text import seconds

# More than this nobody can read as a picture.
MOST_CALLS = 40
MARK = "◆"
WIDTH, BOX, HEIGHT, ROW, MARGIN = 760.0, 132.0, 42.0, 56.0, 12.0


@dataclass(frozen=True)
class Graph:
    """Which call needs whose answer: `Graph({"user": (), "cart": ("user",)})`.

    `maybe` names arrows that are not there, but that the learner can draw. A
    cycle, an unknown name and more than 40 calls are a ValueError with one sentence.
    """

    needs: Mapping[str, Iterable[str]]
    maybe: Mapping[str, Iterable[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        in_order(self.needs)
        if len(self.needs) > MOST_CALLS:
            raise ValueError(
                f"The graph has {len(self.needs):,} calls; as a picture {MOST_CALLS} can be read."
            )
        for name, others in self.maybe.items():
            # Alone with what is there, each arrow must be possible.
            for other in others:
                in_order({**self.needs, name: (*self.needs.get(name, ()), other)})

    def knobs(self) -> list[Knob]:
        """One for each arrow, to take it away or to draw it."""
        found = []
        for arrows, there in ((self.needs, "yes"), (self.maybe, "no")):
            for name, others in arrows.items():
                for other in others:
                    label = f"{name} needs {other}"
                    knob = Knob(f"{name}_needs_{other}", there, label=label, choices=("yes", "no"))
                    found.append(knob)
        return found

    def at(self, positions: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        """The graph as the knobs stand; a cycle is a ValueError."""
        now = {}
        for name in self.needs:
            asked = (*self.needs[name], *self.maybe.get(name, ()))
            there = [other for other in asked if positions[f"{name}_needs_{other}"] == "yes"]
            now[name] = tuple(dict.fromkeys(there))
        in_order(now)
        return now


def path_sentence(path: Path) -> str:
    """`The critical path is user, cart: 0.600 s.`."""
    if not path.names:
        return "There is nothing to wait for."
    return f"The critical path is {', then '.join(path.names)}: {seconds(path.seconds)} in all."


def graph_rows(
    needs: Mapping[str, tuple[str, ...]], took: Mapping[str, float], path: Path | None
) -> list[tuple[str, str, str, str]]:
    """Name, delay, what it needs, and whether it is on the critical path, as texts."""
    on = path.names if path else ()
    return [
        (
            name,
            seconds(took[name]),
            ", ".join(others) or "nothing",
            "" if path is None else "yes" if name in on else "no",
        )
        for name, others in needs.items()
    ]


def graph_text(needs: Mapping[str, tuple[str, ...]], took: Mapping[str, float]) -> str:
    """The text twin of the picture: a line a call, then the critical path."""
    path = critical_path(needs, took)
    width = max((len(name) for name in needs), default=0)
    lines = [
        f"{MARK if on == 'yes' else ' '} {name:<{width}}  {delay}  needs {others}"
        for name, delay, others, on in graph_rows(needs, took, path)
    ]
    return "\n".join([*lines, path_sentence(path)])


def marked(trace: Trace, path: Path) -> Trace:
    """A copy in which the calls of the critical path have its mark before their names."""
    spans = [
        replace(span, name=f"{MARK} {span.name}") if span.name in path.names else span
        for span in trace.spans
    ]
    return replace(trace, spans=spans)


# -- on paper -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NodeBox:
    """One call: the middle of its box."""

    name: str
    x: float
    y: float
    critical: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """From the call that is needed to the one that needs it, through points from left to right."""

    start: str
    end: str
    points: tuple[tuple[float, float], ...]
    critical: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes of `box` pixels width and arrows on a sheet of `width` by `height` pixels."""

    width: float
    height: float
    box: float
    nodes: tuple[NodeBox, ...]
    arrows: tuple[Arrow, ...]


def lay_out(needs: Mapping[str, tuple[str, ...]], path: Path | None = None) -> Drawing:
    """A column for each level; arrows that skip a column bend through a free place in it."""
    level = levels(needs)
    places = _columns(needs, level)
    deepest = max(level.values(), default=0)
    box = min(BOX, (WIDTH - 2 * MARGIN - 24 * deepest) / (deepest + 1))
    step = min((WIDTH - 2 * MARGIN - box) / max(deepest, 1), box + 120)
    tallest = max((len(column) for column in places), default=0)
    height = 2 * MARGIN + max(tallest - 1, 0) * ROW + HEIGHT

    def at(key: tuple[str, ...], column: int) -> tuple[float, float]:
        row = places[column].index(key)
        top = MARGIN + HEIGHT / 2 + (tallest - len(places[column])) * ROW / 2
        return MARGIN + box / 2 + column * step, top + row * ROW

    on = list(path.names) if path else []
    pairs = set(itertools.pairwise(on))
    nodes = tuple(NodeBox(n, *at((n,), level[n]), critical=n in on) for n in needs)
    arrows = []
    for name, others in needs.items():
        for other in others:
            first, last = at((other,), level[other]), at((name,), level[name])
            bends = [at((other, name), c) for c in range(level[other] + 1, level[name])]
            points = ((first[0] + box / 2, first[1]), *bends, (last[0] - box / 2, last[1]))
            arrows.append(Arrow(other, name, points, (other, name) in pairs))
    return Drawing(WIDTH, height, box, nodes, tuple(arrows))


def _columns(
    needs: Mapping[str, tuple[str, ...]], level: Mapping[str, int]
) -> list[list[tuple[str, ...]]]:
    """What stands in each column, top to bottom: (name,), or (from, to) of a passing arrow."""
    columns: list[list[tuple[str, ...]]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    came: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for name, others in needs.items():
        columns[level[name]].append((name,))
        came[(name,)] = []
        for other in others:
            before: tuple[str, ...] = (other,)
            for column in range(level[other] + 1, level[name]):
                columns[column].append((other, name))
                came[(other, name)] = [before]
                before = (other, name)
            came[(name,)].append(before)
    # Each thing stands near what it comes from; ties keep the order of the graph.
    for left, right in itertools.pairwise(columns):
        row = {key: index for index, key in enumerate(left)}

        def height(key: tuple[str, ...], row: Mapping[tuple[str, ...], int] = row) -> float:
            rows = [row[one] for one in came[key] if one in row]
            return sum(rows) / len(rows) if rows else len(row)

        right.sort(key=height)
    return columns
