"""Every right answer, put into the exercise's notebook, is green there; every wrong one is red.

All answers of a notebook share one kernel: what a check cell shows is compared with what the
solution stores, by the rule of `course validate`.
"""

import ast

import pytest

from course_lib.authoring.validate import require_outputs
from course_lib.exercises import manifest

from .conftest import ROOT

ANSWERS = ROOT / "tests" / "checkers" / "answers"


def answers(kind):
    """(solved notebook, exercise, file) for each answer whose exercise has its notebook."""
    return [
        pytest.param(notebook, name, file, id=f"{name}-{file.stem}")
        for name in manifest.MODULES
        if (notebook := ROOT / "solutions" / manifest.exercise(name).lesson.file).exists()
        for file in sorted((ANSWERS / name).glob(f"{kind}_*.py"))
    ]


def in_a_cell(file):
    """The answer as a learner would paste it: without the part that only a script runs."""
    source = file.read_text(encoding="utf-8")
    lines = source.splitlines(keepends=True)
    for node in ast.parse(source).body:
        if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
            del lines[node.lineno - 1 : node.end_lineno]
    return "".join(lines)


def test_there_are_answers_of_both_kinds():
    assert len(answers("right")) >= 6
    assert len(answers("wrong")) >= 12


@pytest.mark.parametrize(("notebook", "exercise", "file"), answers("right"))
def test_a_right_answer_is_green(live, notebook, exercise, file):
    reference = live(notebook)
    require_outputs(reference.notebook, notebook.name)
    assert reference.differences(exercise, in_a_cell(file)) == []


@pytest.mark.parametrize(("notebook", "exercise", "file"), answers("wrong"))
def test_a_wrong_answer_is_red(live, notebook, exercise, file):
    assert live(notebook).differences(exercise, in_a_cell(file)) != []
