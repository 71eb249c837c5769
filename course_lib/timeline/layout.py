"""Where everything lies in a static picture: shapes in pixels, whoever draws them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from course_lib.timeline.states import END_COLOUR, IDEAL_COLOUR, STATES
from course_lib.tracing import Span, Trace
from course_lib.tracing.text import (
    ending,
    in_tree_order,
    label_of,
    notes_of,
    one_line,
    seconds,
    state_of,
    summary,
)

WIDTH = 760
PAPER = "#FFFFFF"
TEXT = "#1F2328"
GRID = "#D9DCE0"
AXIS = "#707680"
BAD = "#B23C06"
# The part each colour plays: a page may draw it in its own theme's colours instead.
INKS: Mapping[str, str] = {
    PAPER: "paper",
    TEXT: "text",
    GRID: "grid",
    AXIS: "axis",
    BAD: "bad",
    END_COLOUR: "bad",
    IDEAL_COLOUR: "ideal",
}
_MARGIN = 12
_LABEL = 190
_VALUE = 86
_NARROW = frozenset("fijlrtI.,:;|!'()[] ")


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch in the colours and pattern of a state; `faint` for the band across all rows."""

    x: float
    y: float
    width: float
    height: float
    state: str
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A dashed outline: the part of a bar that lies after the end."""

    x: float
    y: float
    width: float
    height: float
    colour: str = BAD


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Glyph:
    """The sign of a state in a square of `size`, its top left corner at x, y."""

    x: float
    y: float
    size: float
    state: str


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; y is its middle."""

    x: float
    y: float
    text: str
    size: float = 12.0
    anchor: Literal["start", "middle", "end"] = "start"
    bold: bool = False
    colour: str = TEXT


def wide(text: str, size: float) -> float:
    """About how wide `text` is, rather too wide: nobody measures fonts here."""
    return size * sum(0.42 if character in _NARROW else 0.64 for character in text)


Shape = Box | Frame | Rule | Glyph | Words


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes from back to front on a sheet of `width` by `height` pixels."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class _Axis:
    horizon: float

    def __call__(self, instant: float) -> float:
        room = WIDTH - 2 * _MARGIN - _LABEL - _VALUE
        return _MARGIN + _LABEL + instant / self.horizon * room

    def ticks(self) -> list[tuple[float, str]]:
        rough = self.horizon / 7
        power = 10 ** math.floor(math.log10(rough))
        step = next(n * power for n in (1, 2, 5, 10) if n * power >= rough * 0.999)
        digits = max(0, -math.floor(math.log10(step * 1.0001)))
        return [
            (i * step, "0" if i == 0 else _tick(i * step, self.horizon, digits))
            for i in range(int(self.horizon / step * 1.0001) + 1)
        ]


def _tick(at: float, horizon: float, digits: int) -> str:
    return f"{at * 1000:.6g} ms" if horizon < 1 else f"{at:.{digits}f} s"


def lay_out(traces: Mapping[str, Trace], *, ideal: float | None = None, title: str = "") -> Picture:
    """The picture of several traces on one axis; `ideal` in seconds is a ruler across them."""
    last = max([*(trace.end for trace in traces.values()), ideal or 0.0], default=0.0)
    axis = _Axis(last * 1.02 if last > 0 else 1.0)
    shapes: list[Shape] = []
    y = float(_MARGIN)
    if title:
        shapes.append(Words(_MARGIN, y + 8, one_line(title, 90), 15, bold=True))
        y += 26
    shapes += _legend(y, traces)
    y += 24
    if ideal is not None:
        y += 14
    shapes += _scale(axis, y, ideal)
    y += 24
    rows = sum(len(trace.spans) for trace in traces.values())
    row = 24.0 if rows <= 14 else 19.0 if rows <= 28 else 15.0
    for name, trace in traces.items():
        said = f"{one_line(name, 40)}"
        shapes.append(Words(_MARGIN, y + 9, said, 13, bold=True))
        offset = _MARGIN + wide(said, 14.5) + 10
        shapes.append(Words(offset, y + 9, summary(trace, ideal)))
        y += 20
        bottom = y + row * _row_count(trace)
        shapes += _group(trace, axis, y, row, bottom, ideal)
        y = bottom + 24
    return Picture(WIDTH, y, tuple(shapes))


def _row_count(trace: Trace) -> int:
    # Blocked stretches share one row.
    return len(trace.spans) - max(0, len(trace.blocked()) - 1)


def _legend(y: float, traces: Mapping[str, Trace]) -> Iterator[Shape]:
    """Only the states that occur: a static picture does not change any more."""
    spans = [span for trace in traces.values() for span in trace.spans]
    seen = {state_of(span) for span in spans}
    if any(_cleanup(span) for span in spans):
        seen.add("cleanup")
    x = float(_MARGIN)
    for state in STATES:
        if state.key not in seen:
            continue
        yield Box(x, y + 2, 22, 12, state.key)
        yield Glyph(x + 28, y + 3, 10, state.key)
        yield Words(x + 43, y + 8, state.word)
        x += 43 + wide(state.word, 12) + 16


def _cleanup(span: Span) -> bool:
    asked = span.cancelled_at
    return asked is not None and (span.end is None or round(span.end - asked, 3) > 0)


def _scale(axis: _Axis, y: float, ideal: float | None) -> Iterator[Shape]:
    base = y + 18
    yield Rule(axis(0), base, axis(axis.horizon), base, AXIS)
    for at, text in axis.ticks():
        yield Rule(axis(at), base - 4, axis(at), base, AXIS)
        if ideal is None or abs(axis(at) - axis(ideal)) > wide(text, 11) / 2 + 7:
            yield Words(axis(at), y + 7, text, 11, "middle")
    if ideal is not None:
        text = f"ideal {seconds(ideal)}"
        yield Words(_kept(axis(ideal), text, 11.5), y - 8, text, 11.5, "middle", True, IDEAL_COLOUR)
        yield Rule(axis(ideal), y, axis(ideal), base, IDEAL_COLOUR, 2)


def _kept(x: float, text: str, size: float) -> float:
    """`x` moved so that a text centred on it stays on the sheet."""
    half = wide(text, size) / 2
    return min(max(x, _MARGIN + half), WIDTH - _MARGIN - half)


def _group(
    trace: Trace, axis: _Axis, top: float, row: float, bottom: float, ideal: float | None
) -> Iterator[Shape]:
    for at, _ in axis.ticks():
        yield Rule(axis(at), top, axis(at), bottom + 4, GRID)
    blocked = trace.blocked()
    for span in blocked:
        x = axis(span.start)
        end = axis(trace.end if span.end is None else span.end)
        yield Box(x, top, max(end - x, 1), bottom - top, "blocked", faint=True)
    words: list[Shape] = []
    y = top
    if blocked:
        for span in blocked:
            yield from _bar(span, trace, axis, y, row)
        lost = sum(span.duration or 0.0 for span in blocked)
        words += _row_words("event loop", 0, "blocked", lost, y, row)
        y += row
    for span, depth in in_tree_order(trace):
        if span.kind == "blocked":
            continue
        yield from _bar(span, trace, axis, y, row)
        words += _row_words(label_of(span), depth, state_of(span), span.duration, y, row)
        words += _note(span, trace, axis, y, row)
        y += row
    yield from _verticals(trace, axis, top, bottom, ideal)
    yield from words


def _bar(span: Span, trace: Trace, axis: _Axis, y: float, row: float) -> Iterator[Shape]:
    height = round(row * 0.62)
    inset = (row - height) / 2
    left = axis(span.start)
    right = max(axis(trace.end if span.end is None else span.end), left + 2)
    split = right if span.cancelled_at is None else min(axis(span.cancelled_at), right)
    if split > left:
        yield Box(left, y + inset, split - left, height, state_of(span))
    if right > split:
        yield Box(split, y + inset, right - split, height, "cleanup")
    if span.kind != "blocked" and span in trace.orphans():
        past = max(axis(trace.ended or 0.0), left)
        yield Frame(past - 1.5, y + inset - 2.5, right - past + 3, height + 5)


def _row_words(
    label: str, depth: int, state: str, took: float | None, y: float, row: float
) -> Iterator[Shape]:
    size = 12.0 if row >= 19 else 10.0
    indent = min(depth, 6) * 14
    middle = y + row / 2
    yield Words(_MARGIN + indent, middle, _fitted(label, _LABEL - indent - 10, size), size)
    sign = min(size, 11)
    yield Glyph(WIDTH - _MARGIN - _VALUE + 10, middle - sign / 2, sign, state)
    if took is not None:
        yield Words(WIDTH - _MARGIN, middle, seconds(took), size, "end")


def _fitted(text: str, room: float, size: float) -> str:
    if wide(text, size) <= room:
        return text
    kept = text
    while kept and wide(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept}…"


def _note(span: Span, trace: Trace, axis: _Axis, y: float, row: float) -> Iterator[Shape]:
    text = "; ".join(note for note in notes_of(span, trace) if not note.startswith("cleaned up"))
    length = wide(text, 10.5) + 10
    end = axis(trace.end if span.end is None else span.end)
    if text and end + length < axis(axis.horizon):
        yield Words(end + 8, y + row / 2, text, 10.5)
    elif text and axis(span.start) - length > axis(0):
        yield Words(axis(span.start) - 8, y + row / 2, text, 10.5, "end")


def _verticals(
    trace: Trace, axis: _Axis, top: float, bottom: float, ideal: float | None
) -> Iterator[Shape]:
    """The ideal, the end and the other marks, each with its label where there is room."""
    if ideal is not None:
        yield Rule(axis(ideal), top, axis(ideal), bottom + 4, PAPER, 4)
    end = ending(trace)
    taken = -math.inf
    for mark in [m for m in trace.marks if m != end] + ([end] if end else []):
        bad = mark is end and (mark.name == "raised" or bool(trace.orphans()))
        # The time of the end is the trace's own: a mark is written a little later.
        at = trace.ended if mark is end and trace.ended is not None else mark.at
        x = axis(at)
        colour, width = (END_COLOUR, 2.0) if bad else (TEXT, 1.5)
        yield Rule(x, top, x, bottom + 4, colour, width, dashed=mark is not end)
        text = f"{one_line(mark.name, 24)} {seconds(at)}"
        middle = _kept(x, text, 11)
        half = wide(text, 11) / 2
        if middle - half >= taken:
            taken = middle + half + 6
            yield Words(middle, bottom + 12, text, 11, "middle", bad, BAD if bad else TEXT)
    if ideal is not None:
        yield Rule(axis(ideal), top, axis(ideal), bottom + 4, IDEAL_COLOUR, 2, dashed=True)
