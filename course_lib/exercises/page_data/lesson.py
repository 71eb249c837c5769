"""What the three contracts of the lesson share."""

from course_lib.exercises.model import Lesson

LESSON = Lesson(4, "page_data", "Page data")
TICKET = "TERN-104"
