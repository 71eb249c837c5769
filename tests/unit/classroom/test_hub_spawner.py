"""Seats start a few at a time, in the order in which learners came, and say when one fails."""

import asyncio
from types import SimpleNamespace

import pytest

pytest.importorskip("jupyterhub", reason='the extra "hub" is not installed')

from jupyterhub.spawner import SimpleLocalProcessSpawner

from course_lib.classroom import hub_spawner, seat
from course_lib.classroom.hub_spawner import SeatSpawner

# `make test` has no JupyterHub; `make deep` has.
pytestmark = pytest.mark.deep


@pytest.fixture
def room(monkeypatch, tmp_path):
    """Seats without processes: each listens when its gate is opened."""
    room = SimpleNamespace(began=[], gates={}, ended=set())

    async def start(self):
        name = self.user.name
        room.began.append(name)
        gate = room.gates.setdefault(name, asyncio.Event())

        async def listen():
            await gate.wait()
            self.server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", self.port)

        self.listens = asyncio.ensure_future(listen())
        return "127.0.0.1", self.port

    async def poll(self):
        return 1 if self.user.name in room.ended else None

    monkeypatch.setattr(SimpleLocalProcessSpawner, "start", start)
    monkeypatch.setattr(SimpleLocalProcessSpawner, "poll", poll)
    hub_spawner._slots.cache_clear()

    def seat_of(name, number):
        import jupyterhub.utils

        spawner = SeatSpawner(folder=str(tmp_path), sandboxed=False, at_once=1)
        spawner.user = SimpleNamespace(name=name, id=number)
        spawner.port = jupyterhub.utils.random_port()
        return spawner

    room.seat_of = seat_of
    yield room
    hub_spawner._slots.cache_clear()


async def told(spawner):
    """The first line of a seat's progress."""
    async for line in spawner.progress():
        return line["message"]


def test_seats_wait_for_their_turn_and_say_how_many_are_before_them(room):
    async def go():
        seats = [room.seat_of(name, n) for n, name in enumerate(["ana", "bo", "chloe"])]
        starting = [asyncio.ensure_future(each.start()) for each in seats]
        await asyncio.sleep(0.05)
        assert room.began == ["ana"]
        assert "starting" in await told(seats[0])
        assert "number 1 in the queue" in await told(seats[1])
        assert "number 2 in the queue" in await told(seats[2])
        for name in ("ana", "bo", "chloe"):
            room.gates.setdefault(name, asyncio.Event()).set()
        assert [port for _, port in await asyncio.gather(*starting)] == [s.port for s in seats]
        assert room.began == ["ana", "bo", "chloe"]
        assert hub_spawner._queue == []
        for each in seats:
            each.server.close()

    asyncio.run(go())


def test_a_seat_that_ends_is_told_at_once_and_lets_the_next_one_begin(room):
    async def go():
        first, second = room.seat_of("ana", 0), room.seat_of("bo", 1)
        room.ended.add("ana")
        room.gates["bo"] = asyncio.Event()
        room.gates["bo"].set()
        failed, there = await asyncio.gather(first.start(), second.start(), return_exceptions=True)
        assert isinstance(failed, RuntimeError)
        assert "hub.log" in str(failed)
        assert there == ("127.0.0.1", second.port)
        first.listens.cancel()
        second.server.close()

    asyncio.run(go())


def test_who_leaves_the_queue_is_no_longer_in_it(room):
    async def go():
        first, second = room.seat_of("ana", 0), room.seat_of("bo", 1)
        starting = [asyncio.ensure_future(each.start()) for each in (first, second)]
        await asyncio.sleep(0.05)
        starting[1].cancel()
        await asyncio.wait({starting[1]})
        assert hub_spawner._queue == []
        room.gates["ana"].set()
        await starting[0]
        first.server.close()

    asyncio.run(go())


def test_a_learners_folder_is_inside_the_room(room, tmp_path):
    assert room.seat_of("ana", 0)._home == tmp_path / "homes" / "ana"
    assert seat.HOME in " ".join(seat.command(tmp_path, 1, 2**30))
