"""Lesson 1: independent calls at once instead of one after another."""

from course_lib.exercises.parallel_fetches.load_dashboard import LOAD_DASHBOARD

EXERCISES = (LOAD_DASHBOARD,)
