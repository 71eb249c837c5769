"""What is measured live: the tables hold together; no test asserts how long anything takes."""

import json

import pytest

from course_lib import shop
from course_lib.shop import costs


def test_every_way_is_measured_and_the_base_costs_nothing_extra():
    table = shop.compare_costs(requests=5, rounds=1)
    assert [row.name for row in table.rows] == list(costs.ways(print))
    assert table[costs.NOTHING].added == 0
    assert all(row.cpu > 0 for row in table.rows)
    assert len(str(table).splitlines()) == len(table.rows) + 1


def test_some_ways_can_be_chosen_and_others_added():
    table = shop.compare_costs(["mine"], more={"mine": costs.BareWrapper}, requests=2, rounds=1)
    assert [row.name for row in table.rows] == [costs.NOTHING, "mine"]


def test_without_threads_it_is_measured_on_the_virtual_loop(monkeypatch):
    monkeypatch.setattr(costs, "can_serve", lambda: False)
    assert len(shop.compare_costs(requests=2, rounds=1).rows) == len(costs.ways(print))


def test_an_error_while_measuring_reaches_the_caller():
    def broken(app):
        async def middleware(scope, receive, send):
            raise KeyError("a bug")

        return middleware

    with pytest.raises(KeyError, match="a bug"):
        shop.compare_costs(["broken"], more={"broken": broken}, requests=1, rounds=1)


@pytest.mark.parametrize("name", [name for name in costs.ways(print) if "struct" in name or
                                  "JSON" in name])  # fmt: skip
def test_each_way_that_logs_writes_one_line_of_json_a_request(name):
    lines = []
    from course_lib import virtual_run

    async def serve():
        app = costs.ways(lines.append)[name](costs.bare_app)

        async def send(message):
            pass

        await app(dict(costs._SCOPE), None, send)

    virtual_run(serve).result()
    (line,) = lines
    assert json.loads(line)["status"] == 200


def test_round_trips_compares_the_log_with_the_client():
    with shop.running() as server:
        trips = shop.round_trips(server, requests=3)
    assert 0 < trips.server < trips.client
    assert "the client waits" in str(trips)
