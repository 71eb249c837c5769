"""Lesson 7: what visitors saw, not what the lab saw."""

from course_lib.exercises.web_vitals.assess import ASSESS
from course_lib.exercises.web_vitals.final_values import FINAL_VALUES
from course_lib.exercises.web_vitals.make_collector import MAKE_COLLECTOR

EXERCISES = (ASSESS, FINAL_VALUES, MAKE_COLLECTOR)
