"""The library's own forms are right answers to the lesson's exercises: one contract, no drift."""

import pytest

from course_lib import shop
from course_lib.exercises.structured_logging import LOG_LINE, REQUEST_CONTEXT, REQUEST_LOG
from course_lib.exercises.web_vitals import ASSESS, FINAL_VALUES, MAKE_COLLECTOR

FORMS = [
    (LOG_LINE, (shop.log_line,)),
    (REQUEST_LOG, (shop.RequestLog,)),
    (REQUEST_CONTEXT, (shop.RequestContext, shop.get_request_id)),
    (ASSESS, (shop.assess,)),
    (FINAL_VALUES, (shop.final_values,)),
    (MAKE_COLLECTOR, (shop.make_collector,)),
]


@pytest.mark.parametrize(("exercise", "objects"), FORMS, ids=lambda value: getattr(value, "id", ""))
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_library_passes_the_exercise(exercise, objects, seed):
    verdict = exercise.judge(exercise.answer(*objects), seed=seed)
    assert verdict.outcome == "passed", str(verdict)


def test_the_shop_serves_through_them():
    app = shop.create_app()
    assert type(app.middleware) is shop.RequestLog
    assert type(app._outer) is shop.RequestContext
