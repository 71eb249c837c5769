"""Where the rectangles of a treemap lie: areas in proportion, shapes as square as can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

Place = tuple[float, float, float, float]
Name = TypeVar("Name", bound="str | tuple[object, ...]")


def squarify(weights: Mapping[Name, int], place: Place) -> Iterator[tuple[Name, Place]]:
    """Divide a place (x, y, width, height) by weight (bytes, say), the heaviest first.

    Bruls, Huizing and van Wijk: "Squarified Treemaps" (VisSym 2000).
    """
    items = sorted(((n, w) for n, w in weights.items() if w > 0), key=lambda i: (-i[1], i[0]))
    x, y, width, height = place
    while items and width > 0 and height > 0:
        scale = width * height / sum(weight for _, weight in items)
        side = min(width, height)
        count = _row(items, scale, side)
        row, items = items[:count], items[count:]
        inside = sum(weight for _, weight in row)
        depth = inside * scale / side
        at = 0.0
        for name, weight in row:
            length = side * weight / inside
            if width >= height:
                yield name, (x, y + at, depth, length)
            else:
                yield name, (x + at, y, length, depth)
            at += length
        if width >= height:
            x, width = x + depth, width - depth
        else:
            y, height = y + depth, height - depth


def _row(items: list[tuple[Name, int]], scale: float, side: float) -> int:
    """How many items share the next row: as many as make its rectangles more square."""
    best, count = float("inf"), 0
    inside = 0
    for _, weight in items:
        inside += weight
        area = inside * scale
        first, last = items[0][1] * scale, weight * scale
        worst = max(side * side * first / area**2, area**2 / (side * side * last))
        if worst > best:
            break
        best, count = worst, count + 1
    return count
