"""Where the progress file cannot be written, nothing is lost and one sentence says so."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from course_lib.progress import keeper
from course_lib.progress.entries import Content
from course_lib.progress.keeper import Keeper, spare_path
from course_lib.progress.store import Store, new_event

posix = pytest.mark.skipif(os.name == "nt", reason="signals, limits and owners of POSIX")


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def one(exercise="load_dashboard"):
    return Content([new_event("solved", {"exercise": exercise})], {exercise: f"def {exercise}()"})


def names(content):
    return sorted(event["data"]["exercise"] for event in content.events)


@pytest.fixture
def blocked(tmp_path):
    """A progress file whose folder cannot be made, because a file stands there."""
    (tmp_path / "home").write_text("")
    return tmp_path / "home" / "progress.json"


def test_what_cannot_be_saved_at_home_is_kept_in_a_spare_and_read_from_there(blocked):
    saved, note = Keeper(blocked).save(one())
    assert saved
    assert note.startswith(f"Your progress cannot be saved in {blocked}: ")
    assert f"It is kept in {spare_path(blocked)} for now." in note
    assert "\n" not in note
    another_kernel = Keeper(blocked)
    another_kernel.save(one("fetch_products"))
    content = Keeper(blocked).read()
    assert names(content) == ["fetch_products", "load_dashboard"]
    assert content.sources["load_dashboard"] == "def load_dashboard()"


def test_the_spare_moves_home_as_soon_as_home_can_be_written(blocked):
    kept = Keeper(blocked)
    kept.save(one("a"))
    blocked.parent.unlink()
    assert kept.save(one("b")) == (True, "")
    assert not spare_path(blocked).exists()
    assert names(Store(blocked).read()) == ["a", "b"]
    assert names(Keeper(blocked).read()) == ["a", "b"]


@posix
def test_a_spare_folder_of_somebody_else_is_not_used(blocked):
    folder = spare_path(blocked).parent
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    saved, note = Keeper(blocked).save(one())
    assert not saved
    assert "what you do is kept until this kernel stops" in note
    assert list(folder.iterdir()) == []
    spare_path(blocked).write_text("not mine")
    assert Keeper(blocked).read().events == []


def test_two_progress_files_have_two_spares(tmp_path):
    assert spare_path(tmp_path / "a.json") != spare_path(tmp_path / "b.json")


def test_a_damaged_file_is_put_aside_and_a_newer_one_is_left_alone(tmp_path):
    path = tmp_path / "progress.json"
    path.write_text("{")
    assert "damaged" in Keeper(path).read().note
    saved, note = Keeper(path).save(one())
    assert saved
    assert "It is kept as" in note
    path.write_text('{"format": 9}')
    saved, note = Keeper(path).save(one("b"))
    assert saved
    assert "newer version" in note
    assert str(spare_path(path)) in note
    assert path.read_text() == '{"format": 9}'


@posix
def test_a_read_only_home_loses_nothing(monkeypatch):
    """As a user who may not write there, for root may write everywhere."""
    home = Path(tempfile.mkdtemp(dir="/tmp"))
    temporary = Path(tempfile.mkdtemp(dir="/tmp"))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    me, nobody = os.geteuid(), 65534
    home.chmod(0o555)
    temporary.chmod(0o777)
    try:
        if me == 0:
            os.seteuid(nobody)
        saved, note = Keeper(home / "data" / "progress.json").save(one())
        content = Keeper(home / "data" / "progress.json").read()
    finally:
        if me == 0:
            os.seteuid(me)
        home.chmod(0o755)
        shutil.rmtree(home)
        shutil.rmtree(temporary)
    assert saved
    assert "Permission denied" in note
    assert names(content) == ["load_dashboard"]


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from course_lib.progress import keeper
from course_lib.progress.entries import Content
from course_lib.progress.store import new_event
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
kept = keeper.Keeper(Path(sys.argv[1]))
saved, note = kept.save(Content([new_event("solved", {"exercise": "big"})], {"s": "x" * 9000}))
print(saved, note)
"""


@posix
def test_a_file_that_may_not_grow_stays_as_it_was(tmp_path):
    path = tmp_path / "progress.json"
    Store(path).add(one("before"))
    old = path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)],
        capture_output=True, text=True, check=True, env=os.environ | {"TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.stdout.startswith("False Your progress cannot be saved in")
    assert "kept until this kernel stops" in done.stdout
    assert path.read_bytes() == old
    assert {p.name for p in tmp_path.iterdir() if p.is_file()} == {
        "progress.json",
        "progress.json.lock",
    }


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 64 KB, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this user may not mount a file system")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_keeps_the_old_file_and_the_new_event_comes_home_later(small_disk):
    path = small_disk / "progress.json"
    kept = Keeper(path)
    assert kept.save(one("before")) == (True, "")
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="No space left"):
        filler.write_bytes(b"x" * 100_000)
    old = path.read_bytes()
    saved, note = kept.save(one("on a full disk"))
    assert saved
    assert "No space left on device" in note
    assert path.read_bytes() == old
    assert names(Keeper(path).read()) == ["before", "on a full disk"]
    filler.unlink()
    assert kept.save(one("after")) == (True, "")
    assert names(Store(path).read()) == ["after", "before", "on a full disk"]
    assert {p.name for p in small_disk.iterdir()} == {"progress.json", "progress.json.lock"}


WRITES_FOR_EVER = """
import itertools, sys
from pathlib import Path
from course_lib.progress.entries import Content
from course_lib.progress.store import Store, new_event
store = Store(Path(sys.argv[1]))
for number in itertools.count():
    event = new_event("solved", {"exercise": str(number)})
    assert store.add(Content([event], {str(number): "x" * 5000})) == ""
    print(number, flush=True)
"""


@posix
def test_a_kill_in_the_middle_of_a_write_loses_nothing_that_was_saved(tmp_path):
    path = tmp_path / "progress.json"
    Store(path).add(one("before"))
    for moment in (0.05, 0.08, 0.11):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITES_FOR_EVER, str(path)], stdout=subprocess.PIPE, text=True
        )
        writer.stdout.readline()
        time.sleep(moment)
        writer.send_signal(signal.SIGKILL)
        said = writer.stdout.read().split()
        writer.wait()
        writer.stdout.close()
        found = Store(path).read()
        assert {"before", "0", *said} <= {e["data"]["exercise"] for e in found.events}
        json.loads(path.read_bytes())
    # The lock of the one that was killed does not stop the next one.
    assert Keeper(path).save(one("after")) == (True, "")


def test_without_any_place_the_kernel_keeps_it_and_tries_again(blocked, monkeypatch, tmp_path):
    nowhere = tmp_path / "file"
    nowhere.write_text("")
    monkeypatch.setattr(keeper, "spare_path", lambda path: nowhere / "no" / "spare")
    kept = Keeper(blocked)
    saved, note = kept.save(one())
    assert not saved
    assert note.count("\n") == 0
    blocked.parent.unlink()
    assert kept.save(one()) == (True, "")
