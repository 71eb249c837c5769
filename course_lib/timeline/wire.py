"""Spans as short arrays: the format between the kernel and the browser.

A row is `[id, label, kind, parent, start, end, state, cancelled_at, cleaned_up,
error, detail]`, a change `[id, end, state, cancelled_at, cleaned_up, error,
detail]`; `kind` and `state` are indexes, trailing empty fields are left out.
Times are seconds with six digits: with fewer, figures of three digits would be rounded twice.
"""

from __future__ import annotations

from typing import Any

from course_lib.timeline.states import STATES
from course_lib.tracing import Mark, Span, Trace
from course_lib.tracing.text import label_of, one_line, state_of

KINDS = ("call", "task", "blocked")
_STATE_INDEX = {state.key: index for index, state in enumerate(STATES)}
_KIND_INDEX = {kind: index for index, kind in enumerate(KINDS)}
_DETAIL_LIMIT = 200


def row(span: Span) -> list[Any]:
    """Everything about a span."""
    return [
        span.id,
        label_of(span),
        _KIND_INDEX[span.kind],
        span.parent,
        _short(span.start),
        *change(span)[1:],
    ]


def change(span: Span) -> list[Any]:
    """What may have changed since the span's start."""
    fields = [
        span.id,
        _short(span.end),
        _STATE_INDEX[state_of(span)],
        _short(span.cancelled_at),
        None if span.cleaned_up else 0,
        None if span.error is None else one_line(span.error, _DETAIL_LIMIT),
        one_line(span.detail, _DETAIL_LIMIT) if span.detail else None,
    ]
    while fields[-1] is None:
        fields.pop()
    return fields


def mark(item: Mark) -> list[Any]:
    """`[name, at, detail]`."""
    return [one_line(item.name, 40), _short(item.at), one_line(item.detail, _DETAIL_LIMIT)]


def whole(trace: Trace) -> dict[str, Any]:
    """All of a trace: what a view that opens late needs."""
    return {
        "rows": [row(span) for span in trace.spans],
        "marks": [mark(item) for item in trace.marks],
        "ended": _short(trace.ended),
    }


def _short(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 6)
