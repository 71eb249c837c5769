"""The mutation run: right answers broken on purpose, to test the checkers that judge learners."""
