"""The collector's bounds: what the exercise's checker does not ask for."""

import asyncio
import json

import pytest

from course_lib import shop, virtual_run

GOOD = {"name": "LCP", "id": "v6-1", "value": 900}
SEQ = GOOD | {"seq": 1, "delta": 900.0}


def post(app, *bodies):
    """The statuses of these beacons, one after another."""

    async def go():
        async with shop.client(app) as http:
            return [(await http.post("/vitals", content=body)).status_code for body in bodies]

    return virtual_run(go).result()


def beacon(*metrics):
    return json.dumps({"metrics": metrics}).encode()


def test_a_full_store_keeps_the_newest_and_counts_the_others():
    told = []
    store = shop.Store(limit=3, heard=lambda: told.append(len(store)))
    store.extend({"n": n} for n in range(2))
    store.extend([{"n": n} for n in range(2, 7)])
    assert [row["n"] for row in store] == [4, 5, 6]
    assert store.dropped == 4
    assert told == [2, 3]


def test_rows_can_be_added_while_somebody_reads_them():
    store = shop.Store()
    store.extend([{"n": 1}])
    for _ in store:
        store.extend([{"n": 2}])
    assert len(store) == 2


def test_a_burst_is_taken_and_then_so_many_a_second():
    now = [0.0]
    limit = shop.RateLimit(rate=10, burst=3, clock=lambda: now[0])
    assert [limit.allows() for _ in range(5)] == [True] * 3 + [False] * 2
    now[0] = 0.1
    assert [limit.allows() for _ in range(2)] == [True, False]
    now[0] = 1000.0
    assert sum(limit.allows() for _ in range(10)) == 3


def test_beyond_the_limit_a_beacon_is_429_and_nothing_is_stored():
    store = shop.Store()
    limit = shop.RateLimit(rate=1, burst=2, clock=lambda: 0.0)
    app = shop.make_collector(store, limit=limit)
    assert post(app, *[beacon(GOOD)] * 3) == [204, 204, 429]
    assert len(store) == 2


def test_with_seq_the_number_and_the_delta_are_kept():
    store = shop.Store()
    assert post(shop.make_collector(store, with_seq=True), beacon(SEQ | {"more": 1})) == [204]
    assert list(store) == [SEQ | {"value": 900.0}]


def test_a_delta_may_be_negative_because_inp_can_fall():
    row = SEQ | {"name": "INP", "seq": 2, "delta": -40}
    assert post(shop.make_collector([], with_seq=True), beacon(row)) == [204]


@pytest.mark.parametrize(
    "wrong",
    [{"seq": 0}, {"seq": True}, {"seq": 1.0}, {"seq": "1"}, {"seq": None}, {"seq": 10**9},
     {"delta": None}, {"delta": float("nan")}, {"delta": "1"}, {"delta": 10**400}],
    ids=str,
)  # fmt: skip
def test_a_wrong_seq_or_delta_is_refused_with_all_that_comes_with_it(wrong):
    store = shop.Store()
    assert post(shop.make_collector(store, with_seq=True), beacon(SEQ, SEQ | wrong)) == [400]
    assert len(store) == 0


def test_a_body_is_not_read_further_than_its_limit():
    asked = []

    async def receive():
        asked.append(1)
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    async def send(message):
        sent.append(message)

    sent = []
    app = shop.make_collector([], max_body=1500)
    asyncio.run(app({"type": "http", "method": "POST"}, receive, send))
    assert (sent[0]["status"], len(asked)) == (413, 2)


def test_a_405_says_what_is_allowed():
    async def go():
        async with shop.client(shop.make_collector([])) as http:
            return await http.get("/vitals")

    answer = virtual_run(go).result()
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
