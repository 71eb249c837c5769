"""What the three contracts of the lesson share."""

from __future__ import annotations

from course_lib.exercises.model import Lesson

LESSON = Lesson(3, "background_work", "Background work")
TICKET = "TERN-103"
