"""What the three contracts of the lesson share."""

from course_lib.progress.syllabus import lesson

LESSON = lesson("bundle_budget")
TICKET = "TERN-108"
