"""The guess: what learners type, what is said, and who is told."""

import pytest

from course_lib.demos.prediction import Prediction, milliseconds
from course_lib.tracing import events


@pytest.fixture
def told():
    heard = []
    stop = events.subscribe(lambda name, data: heard.append((name, data)))
    yield heard
    stop()


@pytest.mark.parametrize(
    ("typed", "value"),
    [("690", 690), (" 690 ms ", 690), ("0,69 s", 690), (".69s", 690), (690.5, 690.5), ("0", 0)],
)
def test_what_learners_type(typed, value):
    assert milliseconds(typed) == value


@pytest.mark.parametrize("typed", ["", "soon", "-5", "nan", "inf", None, "1e999"])
def test_what_is_no_number_of_milliseconds(typed):
    with pytest.raises(ValueError, match="A prediction is a number of milliseconds"):
        milliseconds(typed)


@pytest.mark.parametrize(
    ("guess", "end"),
    [
        ("690", "That is right."),
        ("700", "That is right."),
        ("420", "Your guess was 270 ms too short."),
        ("1000", "Your guess was 310 ms too long."),
    ],
)
def test_how_far_off(guess, end):
    prediction = Prediction("Page", "before", "how long?")
    prediction.make(guess, 690.0)
    assert prediction.sentence() == (f"You predicted {guess} ms for before; it is 690 ms. {end}")


def test_everybody_is_told_of_a_guess_and_nobody_of_a_skip(told):
    skipped, made = (Prediction("Page", "before", "how long?") for _ in range(2))
    skipped.skip()
    made.make("420", 690.0)
    data = {"demo": "Page", "variant": "before", "guess_ms": 420.0, "actual_ms": 690.0}
    assert told == [("predicted", data)]
    assert (skipped.state, skipped.sentence()) == ("skipped", "")


def test_a_refused_guess_leaves_the_question_open(told):
    prediction = Prediction("Page", "before", "how long?")
    with pytest.raises(ValueError):
        prediction.make("soon", 690.0)
    assert (prediction.state, told) == ("open", [])


def test_a_guess_is_compared_with_the_knobs_that_it_was_made_for():
    prediction = Prediction("Page", "before", "how long?")
    prediction.make("420", 690.0, {"get_orders": 0.42})
    assert prediction.sentence(moved=True) == (
        "You predicted 420 ms for before; it was, with the knobs as they stood then, 690 ms. "
        "Your guess was 270 ms too short."
    )
