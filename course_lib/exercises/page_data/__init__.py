"""Lesson 4: a page is a graph, and its time is the longest path."""

from course_lib.exercises.page_data.compose_page import COMPOSE_PAGE
from course_lib.exercises.page_data.request_cache import REQUEST_CACHE
from course_lib.exercises.page_data.run_graph import RUN_GRAPH

EXERCISES = (COMPOSE_PAGE, RUN_GRAPH, REQUEST_CACHE)
