"""What the three contracts of the lesson share."""

from course_lib.exercises.model import Lesson

LESSON = Lesson(5, "structured_logging", "Structured logging")
TICKET = "TERN-105"
