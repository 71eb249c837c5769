"""Lesson 1: independent calls at once instead of one after another."""

from course_lib.exercises.parallel_fetches.fetch_products import FETCH_PRODUCTS
from course_lib.exercises.parallel_fetches.load_dashboard import LOAD_DASHBOARD
from course_lib.exercises.parallel_fetches.quote_order import QUOTE_ORDER

EXERCISES = (LOAD_DASHBOARD, FETCH_PRODUCTS, QUOTE_ORDER)
