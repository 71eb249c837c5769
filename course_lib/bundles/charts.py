"""The pictures of the lesson: bars with a budget line, a treemap, a quarter of commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from course_lib.bundles.distributions import Bundle
from course_lib.bundles.kinds import KINDS, kind_of
from course_lib.bundles.squares import squarify
from course_lib.demos.drawing import (
    AXIS,
    BAD,
    GRID,
    TEXT,
    WIDTH,
    Box,
    Curve,
    Drawing,
    Rule,
    Words,
)
from course_lib.demos.sweep import nice_step
from course_lib.timeline.layout import wide

MB = 1_000_000  # a megabyte of 1000 * 1000 bytes, as networks and disks count
_LEFT, _RIGHT, _ROW = 232.0, 60.0, 26.0
_TEXT_BAR = 40


def megabytes(size: float) -> str:
    """A size in MB with one decimal, in kB below a tenth of that."""
    return f"{size / MB:.1f} MB" if size >= MB / 10 else f"{size / 1000:.1f} kB"


def bars(
    title: str, sizes: Mapping[str, float], *, budget: float | None = None, most: int = 7
) -> Drawing:
    """One bar a name, the largest first below their sum; the budget is a line. Sizes in bytes."""
    ranked = sorted(sizes.items(), key=lambda item: (-item[1], item[0]))
    shown = [("all together", sum(sizes.values())), *ranked[:most]]
    if len(ranked) > most:
        shown.append((f"{len(ranked) - most} more", sum(size for _, size in ranked[most:])))
    largest = max([size for _, size in shown] + [budget or 0.0, 1.0])
    scale = (WIDTH - _LEFT - _RIGHT) / largest
    top = 56.0
    bottom = top + _ROW * len(shown)
    shapes = [Words(12, 18, title, 13, bold=True)]
    shapes += [Rule(_LEFT, top - 4, _LEFT, bottom, AXIS)]
    for index, (name, size) in enumerate(shown):
        y = top + _ROW * index
        over = index == 0 and budget is not None and size > budget
        box = Box(_LEFT, y, size * scale, _ROW - 8, "bad" if over else "plain",
                  f"{name}: {megabytes(size)}")  # fmt: skip
        shapes += [box, Words(_LEFT - 88, y + 9, name, anchor="end", bold=index == 0)]
        # In a column of their own: beside the bars they would run into the budget's line.
        shapes.append(Words(_LEFT - 10, y + 9, megabytes(size), anchor="end"))
    if budget is not None:
        x = _LEFT + budget * scale
        shapes += [
            Rule(x, top - 8, x, bottom, BAD, 2, dashed=True),
            Words(x, top - 18, f"budget {megabytes(budget)}", anchor="middle", colour=BAD),
        ]
    return Drawing(title, bottom + 8, tuple(shapes), _bars_text(title, shown, largest, budget))


def _bars_text(
    title: str, shown: Sequence[tuple[str, float]], largest: float, budget: float | None
) -> str:
    width = max(len(name) for name, _ in shown)
    mark = None if budget is None else round(_TEXT_BAR * budget / largest)
    lines = [title]
    for name, size in shown:
        cells = list("█" * round(_TEXT_BAR * size / largest) + " " * (_TEXT_BAR + 1))[
            : _TEXT_BAR + 1
        ]
        if mark is not None:
            cells[mark] = "┆"
        lines.append(f"{name:<{width}}  {megabytes(size):>9}  {''.join(cells).rstrip()}")
    if budget is not None:
        total = shown[0][1]
        verdict = "over" if total > budget else "within"
        lines.append(f"┆ the budget, {megabytes(budget)}: all together is {verdict} it")
    return "\n".join(lines)


def treemap(title: str, everything: Bundle, kept: Bundle | None = None) -> Drawing:
    """All files by package and kind; an area is a size. What is not in `kept` is struck out."""
    kept = everything if kept is None else kept
    weights: dict[str, Counter[tuple[str, bool]]] = {}
    for name, file in everything.files.items():
        part = kind_of(name), name in kept.files
        weights.setdefault(file.package, Counter())[part] += file.raw
    shapes = [Words(12, 18, title, 13, bold=True)]
    y = _key(shapes)
    whole, height = everything.raw or 1, 330.0
    packages = {name: sum(parts.values()) for name, parts in weights.items()}
    narrow: list[str] = []  # packages whose names do not fit into them
    for name, place in squarify(packages, (12, y, WIDTH - 24, height)):
        for (kind, stays), (x, top, width, tall) in squarify(weights[name], place):
            size, out = weights[name][kind, stays], not stays
            said = f"{name}, {kind}: {megabytes(size)}{', left out' if out else ''}"
            shapes.append(Box(x, top, width, tall, KINDS[kind], said))
            if out:
                shapes += [Rule(x, top, x + width, top + tall, BAD, 1.5),
                           Rule(x, top + tall, x + width, top, BAD, 1.5)]  # fmt: skip
            shapes += _label(name, kind, size, out, x, top, width, tall)
        x, top, width, tall = place
        if width < wide(name, 11.5) + 8:
            narrow.append(name)
        for line in ((x, top, x + width, top), (x, top + tall, x + width, top + tall),
                     (x, top, x, top + tall), (x + width, top, x + width, top + tall)):  # fmt: skip
            shapes.append(Rule(*line, TEXT, 2))
    if narrow:
        said = f"Too narrow for their names, the largest first: {', '.join(narrow)}."
        shapes.append(Words(12, y + height + 16, said, 11.5))
    return Drawing(title, y + height + 32, tuple(shapes), _treemap_text(title, weights, whole))


def _key(shapes: list[object]) -> float:
    x, y = 12.0, 40.0
    for kind, look in KINDS.items():
        shapes += [Box(x, y - 7, 18, 14, look), Words(x + 24, y, kind)]
        x += 40 + wide(kind, 12)
    shapes += [Rule(x, y - 7, x + 18, y + 7, BAD, 1.5), Rule(x, y + 7, x + 18, y - 7, BAD, 1.5)]
    shapes.append(Words(x + 24, y, "left out"))
    return y + 16


def _label(
    name: str, kind: str, size: float, out: bool, x: float, y: float, width: float, tall: float
) -> list[Words]:
    """Name and size, where there is room for them."""
    told = megabytes(size) + (", out" if out else "")
    middle, centre = x + width / 2, y + tall / 2
    for first in (f"{name}: {kind}", kind):
        if tall >= 34 and max(wide(first, 11.5), wide(told, 11.5)) <= width - 8:
            return [Words(middle, centre - 8, first, 11.5, "middle", bold=True),
                    Words(middle, centre + 8, told, 11.5, "middle")]  # fmt: skip
    if tall >= 18 and wide(name, 11.5) <= width - 8:
        return [Words(middle, centre, name, 11.5, "middle")]
    return []


def _treemap_text(
    title: str, weights: Mapping[str, Counter[tuple[str, bool]]], whole: float
) -> str:
    rows = sorted(
        ((size, name, kind, stays) for name, parts in weights.items()
         for (kind, stays), size in parts.items()),
        key=lambda row: (-row[0], row[1:]),
    )  # fmt: skip
    shown = [row for row in rows if row[0] >= whole / 200]
    width = max((len(f"{name}: {kind}") for _, name, kind, _ in shown), default=0)
    lines = [
        f"{f'{name}: {kind}':<{width}}  {megabytes(size):>9}  {100 * size / whole:5.1f} %"
        f"{'' if stays else '  left out'}"
        for size, name, kind, stays in shown
    ]
    rest = sum(row[0] for row in rows[len(shown) :])
    if rest:
        lines.append(
            f"{'smaller ones':<{width}}  {megabytes(rest):>9}  {100 * rest / whole:5.1f} %"
        )
    return "\n".join([title, *lines])


@dataclass(frozen=True)
class Line:
    """One history for `commits`: sizes in bytes, and at which commits gates turned red."""

    name: str
    sizes: Sequence[float]
    reds: Mapping[str, int | None]


def commits(
    title: str, lines: Sequence[Line], *, limit: float, baseline: float, tolerance: float
) -> Drawing:
    """Sizes by commit, with the limit and how far the baseline lets them grow."""
    high = max([limit, *(size for line in lines for size in line.sizes)]) * 1.06
    low = min(baseline, *(size for line in lines for size in line.sizes)) * 0.94
    count = max(len(line.sizes) for line in lines)
    left, top, right, bottom = 62.0, 56.0, WIDTH - 150, 276.0
    across = (right - left) / max(count - 1, 1)

    def at(size: float) -> float:
        return bottom - (bottom - top) * (size - low) / (high - low)

    shapes = [Words(12, 18, title, 13, bold=True)]
    step = nice_step((high - low) / MB / 6) * MB
    tick = step * int(low / step + 1)
    while tick < high:
        shapes += [Rule(left, at(tick), right, at(tick), GRID),
                   Words(left - 8, at(tick), f"{tick / MB:g} MB", anchor="end")]  # fmt: skip
        tick += step
    shapes += [Rule(left, bottom, right, bottom, AXIS)]
    shapes += [Words(left + across * i, bottom + 14, str(i), anchor="middle")
               for i in range(0, count, 10)]  # fmt: skip
    shapes.append(Words((left + right) / 2, bottom + 32, "commit", anchor="middle"))
    grown = baseline * (1 + tolerance)
    names = [(at(limit), "limit", BAD), (at(grown), f"baseline + {100 * tolerance:.0f} %", BAD)]
    shapes += [Rule(left, at(limit), right, at(limit), BAD, 1.5),
               Rule(left, at(grown), right, at(grown), BAD, 1.5, dashed=True)]  # fmt: skip
    for look, line in enumerate(lines):
        points = tuple((left + across * i, at(size)) for i, size in enumerate(line.sizes))
        shapes.append(Curve(points, look))
        names.append((points[-1][1], line.name, TEXT))
        for red in sorted({red for red in line.reds.values() if red is not None}):
            gates = ", ".join(gate for gate, commit in line.reds.items() if commit == red)
            x, y = points[red]
            shapes.append(Rule(x, y - 10, x, y + 10, TEXT, 2))
            shapes.append(Words(x, y - 18, f"{gates}: red at {red}", 11, "middle"))
    shapes += _apart(names, right + 8)
    return Drawing(title, bottom + 48, tuple(shapes), _commits_text(title, lines))


def _apart(names: Sequence[tuple[float, str, str]], x: float) -> list[Words]:
    """Names beside the ends of their lines, moved down where they would lie on one another."""
    words: list[Words] = []
    for y, text, colour in sorted(names):
        least = words[-1].y + 15 if words else y
        words.append(Words(x, max(y, least), text, colour=colour))
    return words


def _commits_text(title: str, lines: Sequence[Line]) -> str:
    text = [title]
    for line in lines:
        reds = "; ".join(
            f"{name}: {'never' if red is None else f'red at commit {red}'}"
            for name, red in line.reds.items()
        )
        first, last = line.sizes[0], line.sizes[-1]
        text.append(f"{line.name}: {megabytes(first)} to {megabytes(last)}. {reds}")
    return "\n".join(text)
