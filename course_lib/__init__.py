"""Fix Patterns: concurrency and performance monitoring in Python, as an interactive course."""
