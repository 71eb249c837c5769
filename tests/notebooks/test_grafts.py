"""Every right answer, put into the exercise's notebook, is green there; every wrong one is red.

All answers of a notebook share one kernel: what a check cell shows is compared with what the
solution stores, by the rule of `course validate`.
"""

import ast

import pytest

from course_lib.authoring.validate import require_outputs
from course_lib.exercises import manifest

from .conftest import ROOT
from .live import LiveReference

ANSWERS = ROOT / "tests" / "checkers" / "answers"
LESSONS = sorted({exercise.lesson.file for exercise in manifest.exercises()})


def answers(exercise, kind):
    """The files of the corpus, in their order."""
    return sorted((ANSWERS / exercise).glob(f"{kind}_*.py"))


def in_a_cell(file):
    """The answer as a learner would paste it: without the part that only a script runs."""
    source = file.read_text(encoding="utf-8")
    lines = source.splitlines(keepends=True)
    for node in ast.parse(source).body:
        if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
            del lines[node.lineno - 1 : node.end_lineno]
    return "".join(lines)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda file: file.removesuffix(".ipynb"))
def test_right_answers_are_green_and_wrong_ones_red(monkeypatch, lesson):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", "")  # kernels are told their folder by it
    with LiveReference(ROOT / "solutions" / lesson) as reference:
        require_outputs(reference.notebook, lesson)
        for exercise in manifest.exercises():
            if exercise.lesson.file == lesson:
                judge(reference, exercise.id)


def judge(reference, exercise):
    right, wrong = answers(exercise, "right"), answers(exercise, "wrong")
    assert len(right) >= 6
    assert len(wrong) >= 12
    files = [*right, *wrong]
    found = reference.differences(exercise, [in_a_cell(file) for file in files])
    said = dict(zip(files, found, strict=True))
    assert {file.stem: said[file] for file in right if said[file]} == {}
    assert [file.stem for file in wrong if not said[file]] == []
