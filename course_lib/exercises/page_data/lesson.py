"""What the three contracts of the lesson share."""

from course_lib.progress.syllabus import lesson

LESSON = lesson("page_data")
TICKET = "TERN-104"
