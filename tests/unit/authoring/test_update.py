"""`course update`: new material comes into the copies; answers and own cells stay."""

import json
import os
import shutil
import subprocess

import pytest

from course_lib.authoring import fetch, workspace
from course_lib.authoring.update import command, pending, update

from .conftest import code, notebook, text

FILE = "01_parallel_fetches.ipynb"


@pytest.fixture
def released(course, put):
    """Write a version of the course; `words` is what changes in it."""

    def release(words, stub="stub"):
        put(course.lessons / FILE, text(words, "title"), code("1", "imports"))
        put(course.exercises / FILE, text(words, "title"), code(stub, "f-answer"))
        (course.lessons / "symptoms.md").write_text(words)

    release("first")
    workspace.prepare(course)
    return release


def sources(path):
    read = json.loads(path.read_text())["cells"]
    return {cell["id"]: "".join(cell["source"]) for cell in read}


def answer(course, source):
    path = course.work / "exercises" / FILE
    data = json.loads(path.read_text())
    data["cells"][1]["source"] = source
    data["cells"].append(code("own", "aaaaaaaa"))
    path.write_text(json.dumps(data))
    return path


def test_nothing_new_writes_nothing(course, released, capsys):
    files = {p: p.stat().st_mtime_ns for p in course.work.rglob("*") if p.is_file()}
    assert command(course, fetching=False) == 0
    assert capsys.readouterr().out == "Your copies are as new as the course.\n"
    assert {p: p.stat().st_mtime_ns for p in course.work.rglob("*") if p.is_file()} == files
    assert pending(course) == []


def test_new_words_come_in_and_the_answer_and_own_cells_stay(course, released, capsys):
    mine = answer(course, "my answer")
    before = mine.read_bytes()
    released("second", stub="another stub")
    assert pending(course) == [
        f"work/notebooks/{FILE}",
        "work/notebooks/symptoms.md",
        f"work/exercises/{FILE}",
    ]
    assert command(course, fetching=False) == 0
    assert sources(mine) == {"title": "second", "f-answer": "my answer", "aaaaaaaa": "own"}
    assert (course.work / "notebooks" / "symptoms.md").read_text() == "second"
    said = capsys.readouterr().out
    assert f"work/exercises/{FILE}\n  changed: title\n" in said
    assert "your answer stays: f-answer" in said
    assert (course.work / "kept" / "exercises-01_parallel_fetches-1.ipynb").read_bytes() == before
    assert pending(course) == []


def test_a_second_update_builds_on_the_first(course, released):
    mine = answer(course, "my answer")
    for words in ("second", "third"):
        released(words)
        list(update(course))
        assert sources(mine)["title"] == words
    assert sources(mine)["f-answer"] == "my answer"


def test_a_new_lesson_is_added(course, released, put, capsys):
    put(course.lessons / "02_new.ipynb", code("2", "two"))
    command(course, fetching=False)
    assert "work/notebooks/02_new.ipynb\n  new\n" in capsys.readouterr().out
    assert (course.work / "notebooks" / "02_new.ipynb").exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('{"cells": [', "is damaged"),
        (json.dumps({**notebook(), "nbformat": 3}), "has notebook format 3"),
        (json.dumps({**notebook(), "nbformat": 5}), "has notebook format 5"),
        (json.dumps(notebook(code("x", "0a0a0a0a"))), "none of its cells has an id"),
    ],
)
def test_a_notebook_that_cannot_be_used_is_left_and_the_others_go_on(
    course, released, capsys, content, why
):
    mine = course.work / "exercises" / FILE
    mine.write_text(content)
    released("second")
    assert command(course, fetching=False) == 1
    said = capsys.readouterr().out
    (line,) = [line for line in said.splitlines() if line.startswith(f"work/exercises/{FILE}")]
    assert why in line
    assert line.endswith("course reset 01_parallel_fetches")
    assert mine.read_text() == content
    assert sources(course.work / "notebooks" / FILE)["title"] == "second"


def test_a_page_that_the_learner_wrote_in_stays_and_the_new_one_lies_beside_it(course, released):
    page = course.work / "notebooks" / "symptoms.md"
    page.write_text("my notes")
    released("second")
    list(update(course))
    assert page.read_text() == "my notes"
    assert page.with_name("symptoms.new.md").read_text() == "second"
    assert pending(course) == []


def test_copies_that_were_made_before_there_was_a_base_lose_nothing(course, released):
    mine = answer(course, "my answer")
    shutil.rmtree(course.work / ".base")
    released("second")
    assert pending(course) == []
    list(update(course))
    assert sources(mine) == {
        "title": "second", "title-yours": "first", "f-answer": "my answer", "aaaaaaaa": "own",
    }  # fmt: skip


def test_a_lesson_that_was_brought_back_is_updated_again(course, released):
    from course_lib.authoring.reset import command as reset

    mine = answer(course, "my answer")
    released("second")
    reset(course, "1")
    reset(course, "1", back=True)
    assert sources(mine)["title"] == "first"
    list(update(course))
    assert sources(mine) == {"title": "second", "f-answer": "my answer", "aaaaaaaa": "own"}


def test_a_damaged_original_is_a_sentence_and_stops_nobody(course, released):
    mine = answer(course, "my answer")
    before = mine.read_bytes()
    (course.exercises / FILE).write_text("{")
    assert pending(course) == []
    (problem,) = [result.problem for result in update(course) if result.problem]
    assert problem.startswith("exercises/01_parallel_fetches.ipynb is damaged")
    assert "course reset" not in problem
    assert mine.read_bytes() == before


def test_a_copy_that_cannot_be_written_is_a_sentence(course, released, monkeypatch):
    from course_lib.authoring import update as module

    def full(*args):
        raise OSError(28, "No space left on device")

    mine = answer(course, "my answer")
    before = mine.read_bytes()
    released("second")
    monkeypatch.setattr(module, "write_mine", full)
    problems = [result.problem for result in update(course) if result.problem]
    assert problems[-1].endswith("cannot be written: No space left on device. It is as it was.")
    assert mine.read_bytes() == before


def git(folder, *arguments):
    command = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def cloned(course, tmp_path_factory, monkeypatch):
    """The course as a clone of a repository, and that repository's folder."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    source = tmp_path_factory.mktemp("source")
    git(source, "init", "--quiet", "--initial-branch=main")
    (source / "a").write_text("1")
    git(source, "add", "a")
    git(source, "commit", "--quiet", "--message=one")
    git(course.root, "clone", "--quiet", str(source), "clone")
    (course.root / "clone" / ".git").rename(course.root / ".git")
    (course.root / "clone" / "a").rename(course.root / "a")
    return source


def test_a_clone_is_pulled(course, cloned):
    assert fetch.fetch(course) == fetch.Fetched("The course is as new as its source.")
    (cloned / "a").write_text("2")
    git(cloned, "commit", "--quiet", "--all", "--message=two")
    fetched = fetch.fetch(course)
    assert fetched.is_new
    assert fetched.sentence.startswith("The course was fetched: ")
    assert (course.root / "a").read_text() == "2"


def test_new_packages_are_told(course, cloned):
    (cloned / "pyproject.toml").write_text("[project]")
    git(cloned, "add", "pyproject.toml")
    git(cloned, "commit", "--quiet", "--message=two")
    assert "make lab" in fetch.fetch(course).sentence


def test_what_somebody_changed_in_the_course_is_not_overwritten(course, cloned):
    (course.root / "a").write_text("mine")
    (cloned / "a").write_text("2")
    git(cloned, "commit", "--quiet", "--all", "--message=two")
    fetched = fetch.fetch(course)
    assert not fetched.is_new
    assert fetched.sentence.startswith("The newest course could not be fetched: ")
    assert (course.root / "a").read_text() == "mine"


def test_a_source_that_is_not_there_is_a_sentence(course, cloned):
    shutil.rmtree(cloned)
    fetched = fetch.fetch(course)
    assert not fetched.is_new
    assert "It is taken as it lies here." in fetched.sentence
    assert "\n" not in fetched.sentence


def test_without_git_the_course_is_taken_as_it_lies_here(course, monkeypatch):
    assert "unpack its archive" in fetch.fetch(course).sentence
    (course.root / ".git").mkdir()
    monkeypatch.setattr(fetch.shutil, "which", lambda name: None)
    assert fetch.fetch(course).sentence.startswith("git was not found")


def test_after_a_fetch_the_new_commands_do_the_rest(course, released, monkeypatch, capsys):
    from course_lib.authoring import update as module

    calls = []

    def run(command, **options):
        calls.append((command, options))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(module, "fetch", lambda course: fetch.Fetched("Fetched.", is_new=True))
    monkeypatch.setattr(module.subprocess, "run", run)
    assert command(course) == 0
    ((called, options),) = calls
    assert called[1:] == ["-m", "course_lib.cli", "update", "--no-fetch"]
    assert options["cwd"] == course.root
    assert capsys.readouterr().out == "Fetched.\n"
