"""What the capstone's contract and its checks share."""

from course_lib.progress.syllabus import lesson

LESSON = lesson("friday")
TICKET = "Friday"

REQUIRED = ("user", "cart", "nav", "product")
OPTIONAL = ("reviews", "related")
PARTS = REQUIRED + OPTIONAL
KEYS = (*PARTS, "degraded")
# part -> the part whose answer its key is made of
NEEDS = {"cart": "user", "reviews": "product", "related": "product"}

OK, LEFT, FAILED = 200, 499, 500
