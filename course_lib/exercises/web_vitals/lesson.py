"""What the three contracts of the lesson share."""

from course_lib.progress.syllabus import lesson

LESSON = lesson("web_vitals")
TICKET = "TERN-107"

# web.dev: good up to and including the first, poor above the second; milliseconds, CLS no unit.
LIMITS = {
    "LCP": (2500, 4000),
    "INP": (200, 500),
    "CLS": (0.1, 0.25),
    "FCP": (1800, 3000),
    "TTFB": (800, 1800),
}
