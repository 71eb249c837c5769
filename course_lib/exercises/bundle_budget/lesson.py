"""What the three contracts of the lesson share."""

from course_lib.exercises.model import Lesson

LESSON = Lesson(8, "bundle_budget", "Bundle budget")
TICKET = "TERN-108"
