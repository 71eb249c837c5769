"""Lesson 5: one parseable record for each request, whatever happens to it."""

from course_lib.exercises.structured_logging.log_line import LOG_LINE
from course_lib.exercises.structured_logging.request_context import REQUEST_CONTEXT
from course_lib.exercises.structured_logging.request_log import REQUEST_LOG

EXERCISES = (LOG_LINE, REQUEST_LOG, REQUEST_CONTEXT)
