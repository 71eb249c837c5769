"""The shop's pages, before and after, on the virtual clock."""

import asyncio
import itertools
import json

import pytest

from course_lib import shop, virtual_run

PATHS = {
    "dashboard": ("GET", "/dashboard"),
    "product": ("GET", "/products/TENT-2P"),
    "checkout": ("POST", "/checkout"),
    "search": ("GET", "/search?q=kestrel"),
    "health": ("GET", "/health"),
}


def serve(*calls, **settings):
    """(answers, log, seconds) of these calls, one after another."""
    ids = map("req-{}".format, itertools.count(1))

    async def go():
        loop = asyncio.get_running_loop()
        app = shop.create_app(clock=loop.time, now=lambda: 0, new_id=lambda: next(ids), **settings)
        async with shop.client(app) as http:
            answers = [await http.request(method, path) for method, path in calls]
        return answers, app.log, loop.time()

    return virtual_run(go).result()


def seconds(page, **settings):
    """How long one request takes, by its own record."""
    (answer,), log, _ = serve(PATHS[page], **settings)
    assert answer.status_code == 200
    return log.records[0]["duration_ms"] / 1000


@pytest.mark.parametrize(
    ("page", "before", "after"),
    [("dashboard", 1.07, 0.42), ("checkout", 1.95, 0.35), ("search", 0.12, 0.12), ("health", 0, 0)],
)
def test_each_page_takes_the_time_of_the_story_in_both_forms(page, before, after):
    assert seconds(page, pages="before") == pytest.approx(before)
    assert seconds(page, pages="after") == pytest.approx(after)


def test_forms_can_be_chosen_page_by_page():
    forms = {"dashboard": "before"}
    assert seconds("dashboard", pages=forms) == pytest.approx(1.07)
    assert seconds("checkout", pages=forms) == pytest.approx(0.35)


def test_every_route_leaves_one_record_with_its_template():
    app = shop.create_app()
    _, log, _ = serve(*PATHS.values())
    assert [record["route"] for record in log.records] == [route.path for route in app.routes]
    assert shop.missing_from_log(app.routes, log.lines) == []


def test_by_hand_one_route_is_forgotten_and_one_logs_no_failure():
    _, log, _ = serve(*PATHS.values(), logging="before")
    assert not any("search" in line for line in log.lines)
    _, log, _ = serve(PATHS["checkout"], logging="before", failure=1.0)
    assert len(log) == 0


def test_a_failure_gives_500_one_record_and_no_secret():
    (answer,), log, _ = serve(PATHS["checkout"], failure={"checkout": 1.0})
    assert answer.status_code == 500
    (record,) = log.records
    assert (record["status"], record["error"], record["level"]) == (500, "ConnectionError", "error")
    assert "hunter2" not in log.text() + answer.text


def test_a_record_has_these_fields_and_no_others():
    _, log, _ = serve(PATHS["product"])
    assert log.records == [
        {
            "event": "http_request",
            "level": "info",
            "timestamp": "1970-01-01T00:00:00Z",
            "request_id": "req-1",
            "method": "GET",
            "path": "/products/TENT-2P",
            "route": "/products/{sku}",
            "status": 200,
            "duration_ms": 300.0,
        }
    ]


def test_a_path_that_no_route_matches_has_no_route():
    (answer,), log, _ = serve(("GET", "/nope"))
    assert answer.status_code == log.records[0]["status"] == 404
    assert "route" not in log.records[0]


def test_chance_depends_on_the_seed_alone():
    calls = [PATHS["search"]] * 200

    def statuses(seed):
        return [answer.status_code for answer in serve(*calls, failure=0.2, seed=seed)[0]]

    assert statuses(1) == statuses(1) != statuses(2)
    assert 20 <= statuses(1).count(500) <= 60


def test_a_slow_tail_is_added_to_the_back_end():
    assert seconds("search", tail=1.0, tail_delay=0.4) == pytest.approx(0.52)


def test_delays_can_be_scaled():
    assert seconds("dashboard", scale=0.1) == pytest.approx(0.042)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"pages": "now"}, "now"),
        ({"pages": {"cart": "after"}}, "cart"),
        ({"logging": "some"}, "some"),
        ({"failure": 2}, "2"),
        ({"failure": {"cart": 0.1}}, "cart"),
        ({"tail_delay": -1}, "-1"),
    ],
)
def test_a_bad_setting_is_a_sentence(settings, said):
    with pytest.raises(ValueError, match=said):
        shop.create_app(**settings)


def test_what_a_background_task_lost_is_in_the_log():
    async def go():
        app = shop.create_app()

        async def mail():
            raise ConnectionError("to: ines@example.org")

        app.state.background.spawn(mail(), name="mail TN-1")
        await app.state.background.drain(1)
        return app.log.lines

    (line,) = virtual_run(go).result()
    assert json.loads(line) == {"event": "background_failed", "level": "error",
                                "task": "mail TN-1", "error": "ConnectionError"}  # fmt: skip
    assert "ines" not in line


def test_four_hundred_requests_are_counted_right():
    async def go():
        app = shop.create_app(clock=asyncio.get_running_loop().time, failure=0.05)
        statuses = await shop.traffic(app, 400, concurrency=20)
        return app, statuses

    app, statuses = virtual_run(go).result()
    rows = shop.summarise(app.log.lines).rows
    assert sum(row.requests for row in rows) == len(statuses) == len(app.log) == 400
    assert sum(row.errors for row in rows) == statuses.count(500) > 0
    assert app.middleware.lost == 0
