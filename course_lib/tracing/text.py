"""The text twin of a trace: rows, a table and a sentence that say what the picture shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from course_lib.tracing.trace import Mark, Span, Trace

# A glyph a state, with the state's name as its word: pictures show the same glyphs and words.
GLYPHS: Mapping[str, str] = {
    "running": "▸",
    "ok": "✓",
    "failed": "✗",
    "cancelled": "⊘",
    "blocked": "■",
}
_BARS = {"running": "▒", "ok": "█", "failed": "▓", "cancelled": "▒", "blocked": "■"}
_CLEANUP = "░"
_WORD = max(map(len, GLYPHS))
_LABEL_LIMIT = 40
# `<Cart object at 0x7f...>`: the same code must give the same text.
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
ORPHAN = "still running after the end"
BROKEN = "clean-up broken off"
# The marks that say how the main coroutine ended.
ENDINGS = ("returned", "raised", "cancelled", "stopped")


def seconds(value: float) -> str:
    """`0.42` as "0.420 s"."""
    # Adding zero turns -0.0 into 0.0.
    return f"{round(value, 3) + 0.0:.3f} s"


def one_line(text: str, limit: int) -> str:
    """`text` on one line, no control characters, at most `limit` characters."""
    flat = "".join(c if c.isprintable() else " " for c in text)
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def label_of(span: Span, limit: int = _LABEL_LIMIT) -> str:
    """`name(arguments)` for a call, the name for a task or a blocked stretch."""
    if span.kind != "call":
        return one_line(span.name, limit)
    return one_line(f"{span.name}({', '.join(map(_short_repr, span.args))})", limit)


def _short_repr(value: Any) -> str:
    # A learner's object may have a __repr__ that raises; a picture must not.
    try:
        return _ADDRESS.sub("", repr(value))
    except Exception:
        return f"<{type(value).__name__}>"


def state_of(span: Span) -> str:
    """The state that is shown: the span's status, or "blocked" for a blocked stretch."""
    return "blocked" if span.kind == "blocked" else span.status


def in_tree_order(trace: Trace) -> Iterator[tuple[Span, int]]:
    """Each span with its depth: parents before children, siblings in the order of their start."""
    known = {span.id for span in trace.spans}
    children: dict[int | None, list[Span]] = {}
    for span in trace.spans:
        # A parent that is not part of this trace, or comes later, cannot hold a row together.
        rooted = span.parent in known and span.parent < span.id
        children.setdefault(span.parent if rooted else None, []).append(span)
    stack = [(span, 0) for span in reversed(_by_start(children.get(None, [])))]
    while stack:
        span, depth = stack.pop()
        yield span, depth
        stack += [(child, depth + 1) for child in reversed(_by_start(children.get(span.id, [])))]


def _by_start(spans: list[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: (span.start, span.id))


def notes_of(span: Span, trace: Trace) -> list[str]:
    """What a row says besides its state: the error, an orphan, how the clean-up went."""
    notes = []
    if span.status == "failed" and span.error:
        notes.append(span.error)
    if span.cancelled_at is not None:
        if not span.cleaned_up:
            notes.append(BROKEN)
        elif span.end is not None and round(span.end - span.cancelled_at, 3) > 0:
            notes.append(f"cleaned up for {seconds(span.end - span.cancelled_at)}")
    past = trace.ended is not None and (span.end is None or span.end > trace.ended)
    if past and span.kind != "blocked":
        notes.append(ORPHAN)
    return notes


def trace_table(trace: Trace) -> list[dict[str, Any]]:
    """One dict a span, in the order of the picture's rows, JSON-ready.

    Keys: `depth` (0 for the outermost), `label`, `kind`, `start`, `end` (None
    while it runs), `duration` (seconds, or None), `state` (a key of `GLYPHS`),
    `notes` (short phrases), `detail` (the error's message).
    """
    return [
        {
            "depth": depth,
            "label": label_of(span),
            "kind": span.kind,
            "start": span.start,
            "end": span.end,
            "duration": None if span.duration is None else round(span.duration, 9),
            "state": state_of(span),
            "notes": notes_of(span, trace),
            "detail": one_line(span.detail, 200),
        }
        for span, depth in in_tree_order(trace)
    ]


def took(trace: Trace) -> float:
    """Seconds until the main coroutine was over; until the last event if that is not known."""
    return trace.end if trace.ended is None else trace.ended


def summary(trace: Trace, ideal: float | None = None) -> str:
    """The sentence of a run: what it took, the ideal, the difference, and what went wrong.

    >>> summary(Trace(ended=0.69), 0.42)
    'took 0.690 s; the ideal is 0.420 s; 0.270 s longer'
    """
    total = took(trace)
    end = ending(trace)
    verb = f"{end.name} after" if end and end.name in ENDINGS[1:] else "took"
    parts = [f"{verb} {seconds(total)}"]
    if ideal is not None:
        # The difference of the figures that are shown, so that a reader can add them up.
        gap = round(round(total, 3) - round(ideal, 3), 3)
        parts.append(f"the ideal is {seconds(ideal)}")
        parts.append(
            f"{seconds(abs(gap))} {'longer' if gap > 0 else 'shorter'}" if gap else "no difference"
        )
    if left := len(trace.orphans()):
        parts.append(f"{left} {ORPHAN}")
    if lost := sum(span.duration or 0.0 for span in trace.blocked()):
        parts.append(f"the loop was blocked for {seconds(lost)}")
    return "; ".join(parts)


def ending(trace: Trace) -> Mark | None:
    """The mark that says how the main coroutine ended, made up if only `ended` is known."""
    if trace.ended is None:
        return None
    named = [mark for mark in trace.marks if mark.name in ENDINGS]
    return named[-1] if named else Mark("ended", trace.ended)


def trace_text(
    trace: Trace, *, title: str = "", ideal: float | None = None, width: int = 48
) -> str:
    """The picture of a trace in plain text, the same every time.

    One row a span: label, start and end (seconds), state, a bar of at most
    `width` characters on an axis that all rows share, notes. Then the marks,
    and the sentence of `summary`, which compares with `ideal` (seconds).
    """
    width = max(width, 8)
    horizon = max(trace.end, ideal or 0.0)
    rows = [
        (
            "  " * row["depth"] + row["label"],
            _stretch(row["start"], row["end"]),
            f"{GLYPHS[row['state']]} {row['state']:<{_WORD}}",
            _bar(span, horizon, trace.end, width),
            "; ".join(row["notes"]),
        )
        for row, (span, _) in zip(trace_table(trace), in_tree_order(trace), strict=True)
    ]
    marks = list(trace.marks)
    if (end := ending(trace)) is not None and end not in marks:
        marks.append(end)
    rows += [
        _pointer(one_line(m.name, _LABEL_LIMIT), m.at, horizon, width, m.detail) for m in marks
    ]
    if ideal is not None:
        rows.append(_pointer("ideal", ideal, horizon, width))
    lines = [one_line(title, 200)] if title else []
    lines += _aligned(rows) if rows else ["nothing ran"]
    return "\n".join([*lines, summary(trace, ideal)])


def _stretch(start: float, end: float | None) -> str:
    stop = "" if end is None else f"{end:.3f}"
    return f"{start:.3f}-{stop:<{len(f'{start:.3f}')}} s"


def _column(instant: float, horizon: float, width: int) -> int:
    return 0 if horizon <= 0 else round(instant / horizon * width)


def _bar(span: Span, horizon: float, last: float, width: int) -> str:
    """At least one character: nothing that happened is invisible."""
    end = last if span.end is None else span.end
    left = min(_column(span.start, horizon, width), width - 1)
    right = max(_column(end, horizon, width), left + 1)
    bar = _BARS[state_of(span)] * (right - left)
    if span.cancelled_at is not None:
        asked = min(max(_column(span.cancelled_at, horizon, width), left), right)
        bar = bar[: asked - left] + _CLEANUP * (right - asked)
    return f"{' ' * left}{bar}".ljust(width)


def _pointer(
    name: str, at: float, horizon: float, width: int, detail: str = ""
) -> tuple[str, str, str, str, str]:
    column = min(_column(at, horizon, width), width - 1)
    return name, f"{at:.3f} s", "", f"{' ' * column}^".ljust(width), one_line(detail, 80)


def _aligned(rows: list[tuple[str, str, str, str, str]]) -> list[str]:
    label, when, state = (max(len(row[i]) for row in rows) for i in range(3))
    return [
        f"{r[0]:<{label}}  {r[1]:<{when}}  {r[2]:<{state}}  |{r[3]}|  {r[4]}".rstrip() for r in rows
    ]
