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


lessons = pytest.mark.parametrize("lesson", LESSONS, ids=lambda file: file.removesuffix(".ipynb"))


@lessons
def test_right_answers_are_green_and_some_wrong_ones_red(monkeypatch, lesson):
    for right, wrong in judged(monkeypatch, lesson, every=6):
        assert len(right) >= 6
        assert {name: said for name, said in right.items() if said} == {}
        assert [name for name, said in wrong.items() if not said] == []


@pytest.mark.deep
@lessons
def test_all_wrong_answers_are_red(monkeypatch, lesson):
    for _, wrong in judged(monkeypatch, lesson, every=1):
        assert len(wrong) >= 12
        assert [name for name, said in wrong.items() if not said] == []


def judged(monkeypatch, lesson, every):
    """For each exercise what differs with each right answer, and with a share of the wrong ones."""
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", "")  # kernels are told their folder by it
    with LiveReference(ROOT / "solutions" / lesson) as reference:
        require_outputs(reference.notebook, lesson)
        for exercise in manifest.exercises():
            if exercise.lesson.file == lesson:
                yield (
                    differences(reference, exercise.id, answers(exercise.id, "right")),
                    differences(reference, exercise.id, answers(exercise.id, "wrong")[::every]),
                )


def differences(reference, exercise, files):
    found = reference.differences(exercise, [in_a_cell(file) for file in files])
    return dict(zip([file.stem for file in files], found, strict=True))
