"""What events say: time counts once, odd data is passed over, guesses have a distance."""

from datetime import UTC, datetime, timedelta

from course_lib.progress.records import Log, Prediction, Work, covered

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def work(begin, end):
    """A stretch between two minutes after noon."""
    return Work("page_data", "lesson", NOON + timedelta(minutes=end), 60.0 * (end - begin))


def test_what_two_kernels_did_at_once_counts_once():
    assert covered([]) == 0
    assert covered([work(0, 10)]) == 600
    assert covered([work(0, 10), work(20, 25)]) == 900
    assert covered([work(5, 15), work(0, 10)]) == 900
    assert covered([work(0, 30), work(5, 10), work(29, 31)]) == 31 * 60


def test_data_of_other_types_is_passed_over():
    odd = [
        ("checked", {"exercise": 3, "outcome": "failed"}),
        ("hint", {"exercise": "settle", "number": "two"}),
        ("predicted", {"demo": "d", "guess_ms": "fast", "actual_ms": 3}),
        ("worked", {"lesson": "page_data", "part": "lesson", "until": "noon", "seconds": 3}),
        ("worked", {"lesson": "page_data", "part": "lesson", "until": "2026-01-01", "seconds": -1}),
    ]
    log = Log([{"id": str(n), "name": name, "data": data} for n, (name, data) in enumerate(odd)])
    assert (log.attempts({}), log.hints(), log.predictions(), log.work()) == ((), {}, (), ())


def test_an_event_at_an_odd_time_does_not_stop_the_others():
    events = [
        {"id": "1", "at": None, "name": "solved", "data": {"exercise": "a"}},
        {"id": "2", "at": 3, "name": "solved", "data": {"exercise": "b"}},
    ]
    assert set(Log(events).exercises("solved")) == {"a", "b"}


def test_a_guess_is_right_to_two_percent_or_a_millisecond():
    def guess(guessed, actual):
        return Prediction("d", "", guessed, actual)

    assert [guess(g, 1000).right for g in (980, 979, 1020, 1021)] == [True, False, True, False]
    assert guess(4, 5).right
    assert guess(690, 690).off == "exact"
    assert guess(420, 690).off == "270 ms too short"
    assert guess(700.5, 690).off == "10.5 ms too long"
