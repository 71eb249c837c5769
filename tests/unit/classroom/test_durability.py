"""No acknowledged event is lost when the board is killed in the middle: on both databases."""

import threading
from contextlib import closing, contextmanager

import httpx
import pytest

from course_lib.classroom.store import CannotStoreError, Store

from .boards import board_process, event, postgres, wait_for

KERNELS = 8


@contextmanager
def sqlite(tmp_path):
    yield f"sqlite:///{tmp_path}/board.sqlite3"


@pytest.mark.deep
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_kill_9_loses_no_acknowledged_event(database, tmp_path):
    place = sqlite(tmp_path) if database == "sqlite" else postgres()
    with place as url:
        acknowledged, asked = killed_under_load(url)
        assert len(acknowledged) >= 200
        store = Store(url)
        kept = {told.id for told in store.load()}
        store.close()
        assert acknowledged <= kept, "an acknowledged event was lost"
        assert kept <= asked
        # A board on the same database goes on: same tokens, same room, resent events count once.
        with board_process(url) as board:
            told = event()
            assert board.post(told).status_code == 200
            assert board.post(told).status_code == 200
            with closing(board.viewer()) as viewer:
                shown = viewer.get("/snapshot").json()
            assert shown["events"] == len(kept) + 1


def killed_under_load(url):
    """Kernels send as fast as they can until the board is killed: acknowledged and asked ids."""
    acknowledged, asked, lock = set(), set(), threading.Lock()
    with board_process(url) as board:

        def kernel(number):
            learner = f"{number:016x}"
            while True:
                events = [event() for _ in range(5)]
                ids = {told["id"] for told in events}
                with lock:
                    asked.update(ids)
                try:
                    answer = board.post(*events, learner=learner)
                except httpx.TransportError:
                    return
                if answer.status_code == 200:
                    with lock:
                        acknowledged.update(ids)

        kernels = [threading.Thread(target=kernel, args=(n,)) for n in range(KERNELS)]
        for each in kernels:
            each.start()
        wait_for(lambda: len(acknowledged) >= 200, 90)
        board.process.kill()
        for each in kernels:
            each.join(60)
    return acknowledged, asked


def test_sqlite_writes_ahead_and_waits_for_the_disk(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/board.sqlite3")
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
    store.close()


def test_secrets_stay_the_same(tmp_path):
    url = f"sqlite:///{tmp_path}/board.sqlite3"
    first, second = Store(url), Store(url)
    assert first.secret("class") == second.secret("class") != second.secret("viewer")


@pytest.mark.parametrize("url", ["nonsense", "oracle://x", "mongodb://x"])
def test_a_url_that_cannot_be_used_is_one_sentence(url):
    with pytest.raises(CannotStoreError, match="database URL"):
        Store(url)
