"""Exercises that are checked at once: `exercise("load_dashboard").check(load_dashboard)`."""

from course_lib.exercises.manifest import UnknownExerciseError, exercise, exercises

__all__ = ["UnknownExerciseError", "exercise", "exercises"]
