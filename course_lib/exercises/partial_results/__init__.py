"""Lesson 2: a page that survives when a part of it does not answer."""

from course_lib.exercises.partial_results.load_product_page import LOAD_PRODUCT_PAGE
from course_lib.exercises.partial_results.search_all import SEARCH_ALL
from course_lib.exercises.partial_results.settle import SETTLE

EXERCISES = (SETTLE, LOAD_PRODUCT_PAGE, SEARCH_ALL)
