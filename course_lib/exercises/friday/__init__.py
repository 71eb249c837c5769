"""Lesson 9: all eight patterns in one service, on the day of the sale."""

from course_lib.exercises.friday.friday import FRIDAY

EXERCISES = (FRIDAY,)
