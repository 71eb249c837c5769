"""Spans and traces: what running code leaves behind, and what every view reads."""

from course_lib.tracing.recorder import Recorder, active_recorder
from course_lib.tracing.trace import Mark, Span, Trace

__all__ = ["Mark", "Recorder", "Span", "Trace", "active_recorder"]
