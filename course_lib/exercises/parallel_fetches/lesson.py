"""What the three contracts of the lesson share."""

from __future__ import annotations

# Other modules still look for these here.
from course_lib.exercises.beliefs import awaits_inside_gather as awaits_inside_gather
from course_lib.exercises.beliefs import lazy_coroutines as lazy_coroutines
from course_lib.exercises.beliefs import made_early as made_early
from course_lib.exercises.beliefs import one_after_another as one_after_another
from course_lib.exercises.beliefs import swallows as swallows
from course_lib.exercises.beliefs import task_at_once as task_at_once
from course_lib.exercises.beliefs import waits_each_time as waits_each_time
from course_lib.progress.syllabus import lesson

LESSON = lesson("parallel_fetches")
TICKET = "TERN-101"
