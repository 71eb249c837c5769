"""What the three contracts of the lesson share."""

from course_lib.exercises.model import Lesson

LESSON = Lesson(6, "health_checks", "Health checks")
TICKET = "TERN-106"
