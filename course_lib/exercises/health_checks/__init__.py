"""Lesson 6: restart me, send me traffic, or wait: three questions, three answers."""

from course_lib.exercises.health_checks.cached_readiness import CACHED_READINESS
from course_lib.exercises.health_checks.liveness import LIVENESS
from course_lib.exercises.health_checks.readiness import READINESS

EXERCISES = (LIVENESS, READINESS, CACHED_READINESS)
