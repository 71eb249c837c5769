"""A learner's answers go into the reference by cell id, with what they need."""

import pytest

from course_lib.authoring.course import CourseError
from course_lib.authoring.graft import OWN_CELL_TAGS, graft

from .conftest import ANSWER, code, notebook, shown, text

REFERENCE = notebook(
    text("# X", "x"),
    code("import asyncio", "imports", count=1),
    code(ANSWER, "load-answer", count=2),
    code("check(load)", "load-check", count=3, outputs=[shown(3, plain="passed")]),
)


def grafted(*cells):
    return graft(REFERENCE, notebook(*cells), "mine.ipynb").notebook["cells"]


def test_only_answers_are_taken_over():
    cells = grafted(
        code("import nothing", "imports"),
        code("async def load(api): ...", "load-answer"),
        code("print('passed')", "load-check"),
    )
    assert [cell["source"] for cell in cells] == [
        "# X",
        "import asyncio",
        "async def load(api): ...",
        "check(load)",
    ]
    assert cells[3]["outputs"] == REFERENCE["cells"][3]["outputs"]


def test_cells_of_the_learners_own_go_along_in_their_place():
    cells = grafted(
        code("first = 1", "54cf2774"),
        code("import asyncio", "imports"),
        code("helper = 2", "0914541b"),
        text("a note", "1275f9b1"),
        code("answer", "load-answer"),
        code("", "26680a88"),
    )
    assert [cell["source"] for cell in cells] == [
        "first = 1", "# X", "import asyncio", "helper = 2", "answer", "check(load)",
    ]  # fmt: skip
    assert cells[3]["metadata"]["tags"] == OWN_CELL_TAGS
    assert len({cell["id"] for cell in cells}) == len(cells)


def test_a_missing_answer_cell_is_a_sentence():
    with pytest.raises(CourseError, match=r"mine\.ipynb has no cell load-answer"):
        grafted(code("answer", "copied"))


def test_the_reference_itself_is_not_changed():
    before = repr(REFERENCE)
    grafted(code("answer", "load-answer"))
    assert repr(REFERENCE) == before
