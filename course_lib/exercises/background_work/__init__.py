"""Lesson 3: work that nobody waits for, and that nobody forgets."""

from course_lib.exercises.background_work.background import BACKGROUND
from course_lib.exercises.background_work.checkout import CHECKOUT
from course_lib.exercises.background_work.drain import DRAIN

EXERCISES = (BACKGROUND, CHECKOUT, DRAIN)
