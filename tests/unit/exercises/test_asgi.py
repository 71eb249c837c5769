"""What an exchange says about the messages that an app has sent."""

import pytest

from course_lib.exercises.asgi import Exchange, http_scope

START = {"type": "http.response.start", "status": 204, "headers": []}
PART = {"type": "http.response.body", "body": b"a", "more_body": True}
LAST = {"type": "http.response.body", "body": b"b"}


@pytest.mark.parametrize(
    ("sent", "complete", "again"),
    [
        ([], False, False),
        ([START], False, False),
        ([START, PART], False, False),
        ([START, LAST], True, False),
        ([START, PART, PART, LAST], True, False),
        ([START, LAST, LAST], True, True),
        ([START, LAST, PART], False, True),
        ([START, START, LAST], True, True),
        ([START, LAST, START, LAST], True, True),
    ],
)
def test_an_answer_has_one_start_and_one_end(sent, complete, again):
    exchange = Exchange(http_scope("POST"), sent=list(sent))
    assert (exchange.complete, exchange.again) == (complete, again)
