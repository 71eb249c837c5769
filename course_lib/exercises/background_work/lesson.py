"""What the three contracts of the lesson share."""

from __future__ import annotations

from course_lib.progress.syllabus import lesson

LESSON = lesson("background_work")
TICKET = "TERN-103"
