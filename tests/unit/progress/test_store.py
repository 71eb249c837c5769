"""The progress file is never half written, never lost, and never stops a lesson."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from course_lib.progress import progress_path, store
from course_lib.progress.entries import Content, is_laid_out
from course_lib.progress.store import Store, Unusable, new_event

WRITER = """
import sys
from pathlib import Path
from course_lib.progress.entries import Content
from course_lib.progress.store import Store, new_event
store = Store(Path(sys.argv[1]))
for number in range(25):
    event = new_event("solved", {"n": f"{sys.argv[2]}-{number}"})
    note = store.add(Content([event]))
    assert note == "", note
"""


def one(exercise="load_dashboard"):
    return Content([new_event("solved", {"exercise": exercise})])


def names(path):
    return {event["data"]["exercise"] for event in Store(path).read().events}


def test_what_is_saved_is_read_back(tmp_path):
    file = Store(tmp_path / "new" / "folder" / "progress.json")
    assert file.add(Content([new_event("solved", {"exercise": "a"})], {"d": "source é"})) == ""
    content = file.read()
    assert [event["name"] for event in content.events] == ["solved"]
    assert content.sources == {"d": "source é"}


def test_the_same_event_twice_is_kept_once(tmp_path):
    event = one()
    Store(tmp_path / "p.json").add(event)
    Store(tmp_path / "p.json").add(event)
    assert len(Store(tmp_path / "p.json").read().events) == 1


def test_processes_that_write_at_once_lose_nothing(tmp_path):
    path = tmp_path / "p.json"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(k)], stderr=subprocess.PIPE)
        for k in range(3)
    ]
    for writer in writers:
        assert writer.wait() == 0, writer.stderr.read().decode()
        writer.stderr.close()
    seen = {event["data"]["n"] for event in Store(path).read().events}
    assert seen == {f"{k}-{number}" for k in range(3) for number in range(25)}


# Windows has no module fcntl, and in a browser there is one without any lock.
@pytest.mark.parametrize("fcntl", [None, SimpleNamespace()], ids=["windows", "browser"])
def test_without_locks_an_overwritten_event_is_written_again(tmp_path, monkeypatch, fcntl):
    monkeypatch.setattr(store, "fcntl", fcntl)
    path = tmp_path / "p.json"
    Store(path).add(one("first"))
    replace, rivals = os.replace, [one("rival")]

    def replace_then_lose(source, target):
        replace(source, target)
        if rivals:  # another kernel that had read the file before us writes over it
            content = {"format": 1, "events": rivals.pop().events, "sources": {}}
            path.write_text(json.dumps(content))

    monkeypatch.setattr(os, "replace", replace_then_lose)
    assert Store(path).add(one("ours")) == ""
    assert {"rival", "ours"} <= names(path)


def test_a_crash_in_the_middle_of_writing_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "p.json"
    Store(path).add(one("before"))

    def crash(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(Unusable, match=r"cannot be saved in .*: No space left on device\.$"):
        Store(path).add(one("after"))
    assert names(path) == {"before"}
    assert sorted(file.name for file in tmp_path.iterdir()) == ["p.json", "p.json.lock"]


@pytest.mark.parametrize(
    "damage",
    ["", "{", "[]", '{"format": 1}', '{"format": 1, "events": [3], "sources": {}}', "\udcff"],
)
def test_a_damaged_file_is_kept_aside_and_said(tmp_path, damage):
    path = tmp_path / "progress.json"
    path.write_bytes(damage.encode(errors="surrogateescape"))
    with pytest.raises(Unusable, match="is damaged and is not shown"):
        Store(path).read()
    note = Store(path).add(one())
    aside = tmp_path / "progress.damaged-1.json"
    assert str(aside) in note
    assert aside.read_bytes() == damage.encode(errors="surrogateescape")
    assert names(path) == {"load_dashboard"}


def test_each_damaged_file_has_a_number_of_its_own(tmp_path):
    path = tmp_path / "progress.json"
    for number in (1, 2):
        path.write_text(f"damage {number}")
        Store(path).add(one())
        assert (tmp_path / f"progress.damaged-{number}.json").read_text() == f"damage {number}"


def test_a_file_of_a_newer_course_is_left_alone(tmp_path):
    path = tmp_path / "progress.json"
    path.write_text('{"format": 2, "log": "something else"}')
    with pytest.raises(Unusable, match="newer version"):
        Store(path).read()
    with pytest.raises(Unusable, match="newer version"):
        Store(path).add(one())
    assert path.read_text() == '{"format": 2, "log": "something else"}'


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unusable) as problem:
        Store(tmp_path / "file" / "progress.json").add(one())
    assert str(problem.value).startswith("Your progress cannot be saved in ")
    assert str(problem.value).count("\n") == 0


def test_a_stuck_lock_does_not_stop_the_lesson(tmp_path, monkeypatch):
    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.01)
    path = tmp_path / "p.json"
    with (tmp_path / "p.json.lock").open("w") as holder:
        fcntl.flock(holder, fcntl.LOCK_EX)
        assert Store(path).add(one()) == ""
    assert names(path) == {"load_dashboard"}


def test_the_file_is_where_course_progress_says(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "mine.json"))
    assert progress_path() == tmp_path / "mine.json"


def test_without_course_progress_it_is_in_the_users_data_folder(monkeypatch):
    monkeypatch.delenv("COURSE_PROGRESS")
    assert progress_path().name == "progress.json"
    assert "fix-patterns" in progress_path().parts


def test_a_file_laid_out_by_another_tool_is_taken_over(tmp_path):
    path = tmp_path / "p.json"
    Store(path).add(Content([new_event("solved", {"exercise": "old"})], {"d": "text, with ],"}))
    path.write_text(json.dumps(json.loads(path.read_text()), indent=4, sort_keys=True))
    assert not is_laid_out(path.read_bytes())
    ours = Store(path)
    for exercise in ("a", "b"):
        assert ours.add(one(exercise)) == ""
    assert names(path) == {"old", "a", "b"}
    assert Store(path).read().sources == {"d": "text, with ],"}
    assert is_laid_out(path.read_bytes())


def test_what_one_process_adds_another_keeps_when_it_adds_by_lines(tmp_path):
    ours, theirs = Store(tmp_path / "p.json"), Store(tmp_path / "p.json")
    for number in range(3):
        ours.add(Content([new_event("a", {"exercise": f"o{number}"})], {f"o{number}": "1,\n],\n"}))
        theirs.add(Content([new_event("b", {"exercise": f"t{number}"})], {"half": "\ud83d, {"}))
    assert names(tmp_path / "p.json") == {f"{who}{k}" for who in "ot" for k in range(3)}
    sources = Store(tmp_path / "p.json").read().sources
    assert sources == {"o0": "1,\n],\n", "o1": "1,\n],\n", "o2": "1,\n],\n", "half": "\ud83d, {"}


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "p.json"
    link.symlink_to(tmp_path / "elsewhere" / "mine.json")
    Store(link).add(one())
    assert link.is_symlink()
    assert names(tmp_path / "elsewhere" / "mine.json") == {"load_dashboard"}
