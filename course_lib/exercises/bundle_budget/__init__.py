"""Lesson 8: measure what ships, leave out what need not, and fail before it grows."""

from course_lib.exercises.bundle_budget.build_zip import BUILD_ZIP
from course_lib.exercises.bundle_budget.check_budget import CHECK_BUDGET
from course_lib.exercises.bundle_budget.select import SELECT

EXERCISES = (SELECT, BUILD_ZIP, CHECK_BUDGET)
