"""Answers in files: what is read, what is left out, and what cannot be read."""

import json

import pytest

from course_lib.exercises.files import UnreadableError, read_program

CELL, NAMES = "f-answer", ("f",)


def read(path):
    return read_program(path, CELL, NAMES)


def notebook(path, *cells, **changes):
    made = [
        {"cell_type": "code", "id": name, "source": source.splitlines(keepends=True)}
        for name, source in cells
    ]
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made} | changes
    path.write_text(json.dumps(content))
    return path


def test_a_script_is_taken_as_it_stands(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(b"\xef\xbb\xbf# -*- coding: utf-8 -*-\ndef f(): return '\xc3\xa9'\n")
    program = read(path)
    assert program.names() == {"f"}
    assert program.parts[0].name == "a.py"


def test_a_notebook_gives_definitions_and_the_answer_but_no_demos_and_no_checks(tmp_path):
    path = notebook(
        tmp_path / "a.ipynb",
        ("imports", "import asyncio\nfrom course_lib import exercise, Demo\n%matplotlib inline"),
        ("helper", "LIMIT = 3\nslots = asyncio.Semaphore(3)\ndef helper(): return LIMIT"),
        ("demo", "Demo('x')\nawait asyncio.sleep(1)"),
        ("magic", "%%bash\necho {"),
        ("broken", "def ("),
        (CELL, "TABLE = dict(a=1)\nasync def f(): return helper()\nawait f()"),
        ("check", 'exercise("f").check(f)'),
    )
    program = read(path)
    assert program.names() >= {"asyncio", "LIMIT", "helper", "TABLE", "f"}
    assert "Demo" not in program.source
    assert "await f()" not in program.source
    assert "exercise(" not in program.source
    assert "Semaphore" not in program.source
    assert program.answer.startswith("TABLE")
    namespace = {}
    for part in program.parts:
        exec(compile(part.tree, part.name, "exec"), namespace)
    assert namespace["helper"]() == 3


def test_a_definition_in_another_cell_counts_as_the_learners_own(tmp_path):
    path = notebook(tmp_path / "a.ipynb", (CELL, "def f(): return 1"), ("x", "def f(): return 2"))
    program = read(path)
    assert program.answer == "def f(): return 1\n\ndef f(): return 2"
    assert program.parts[-1].name == "cell [x]"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"def f(:\n", "a.py, line 1 is not Python"),
        (b"await f()\n", "is not Python"),
        (b"\xff\xfe\x00x", "is not a text file"),
        (b"# coding: klingon\n", "is not a text file"),
        (b"x = " + b"(" * 100_000, "a.py"),
        (b"x = 1\x00", "a.py"),
    ],
)
def test_a_script_that_cannot_be_parsed_is_a_sentence(tmp_path, content, words):
    path = tmp_path / "a.py"
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match=words):
        read(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "damaged or cut off"),
        ("[]", "does not say its format"),
        ('{"nbformat": 3, "worksheets": []}', "notebook format 3"),
        ('{"nbformat": 4}', "no list of cells"),
    ],
)
def test_a_notebook_that_cannot_be_read_is_a_sentence(tmp_path, content, words):
    path = tmp_path / "a.ipynb"
    path.write_text(content)
    with pytest.raises(UnreadableError, match=words):
        read(path)


def test_a_syntax_error_in_the_answer_names_its_cell_and_line(tmp_path):
    path = notebook(tmp_path / "a.ipynb", (CELL, "\ndef f(:"))
    with pytest.raises(UnreadableError, match=r"a\.ipynb, cell \[f-answer\], line 2"):
        read(path)


def test_odd_cells_are_passed_over(tmp_path):
    path = notebook(tmp_path / "a.ipynb", cells=[None, {"cell_type": "code"}, {"source": 3}])
    assert read(path).names() == set()


def test_missing_files_folders_and_giants_are_sentences(tmp_path, monkeypatch):
    with pytest.raises(UnreadableError, match="is not there"):
        read(tmp_path / "none.py")
    with pytest.raises(UnreadableError, match="is a folder"):
        read(tmp_path)
    big = tmp_path / "big.py"
    big.write_text("x" * 100)
    monkeypatch.setattr("course_lib.exercises.files.LARGEST", 50)
    with pytest.raises(UnreadableError, match="larger than"):
        read(big)
