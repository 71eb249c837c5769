"""What the three contracts of the lesson share."""

from course_lib.progress.syllabus import lesson

LESSON = lesson("structured_logging")
TICKET = "TERN-105"
