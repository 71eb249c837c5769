"""Subscribers are told; one that fails disturbs nobody."""

from course_lib.tracing.events import publish, subscribe


def test_every_subscriber_hears_until_it_ends_its_subscription():
    heard = []
    end = subscribe(lambda name, data: heard.append((name, data)))
    publish("checked", exercise="load_dashboard")
    end()
    publish("checked", exercise="quote_order")
    end()
    assert heard == [("checked", {"exercise": "load_dashboard"})]


def test_a_subscriber_that_fails_is_logged_and_the_others_still_hear(caplog):
    heard = []

    def broken(name, data):
        raise RuntimeError("no")

    ends = [subscribe(broken), subscribe(lambda name, data: heard.append(name))]
    publish("solved")
    for end in ends:
        end()
    assert heard == ["solved"]
    assert "'solved'" in caplog.text


def test_a_subscriber_may_leave_while_it_is_told():
    heard = []

    def once(name, data):
        heard.append(name)
        end()

    end = subscribe(once)
    publish("ran")
    publish("ran")
    assert heard == ["ran"]
