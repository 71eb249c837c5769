"""Tests of course_lib.exercises, module by module."""
