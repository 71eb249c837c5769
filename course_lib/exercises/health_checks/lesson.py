"""What the three contracts of the lesson share."""

from course_lib.progress.syllabus import lesson

LESSON = lesson("health_checks")
TICKET = "TERN-106"
