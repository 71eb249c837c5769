"""New material comes in cell by cell id; what the learner wrote is never replaced."""

import pytest

from course_lib.authoring.course import CourseError
from course_lib.authoring.merge import merge

from .conftest import code, notebook, shown, text

BASE = [text("# Title", "title"), code("def f(): 1", "f-answer"), code("f()", "f-check")]


def book(*cells):
    return notebook(*(dict(cell) for cell in cells))


def merged(mine, new, *, base=BASE, answers=("f-answer",)):
    base = None if base is None else book(*base)
    return merge(base, book(*mine), book(*new), set(answers))


def shape(result):
    return [(cell["id"], cell["source"]) for cell in result.cells]


def test_a_cell_that_only_the_course_changed_is_taken_over():
    new = [text("# New title", "title"), *BASE[1:]]
    result = merged(BASE, new)
    assert shape(result) == shape(merged(new, new, base=new))
    assert result.changes == ["changed: title"]


def test_an_answer_stays_even_where_the_course_begins_with_something_else():
    mine = [BASE[0], code("def f(): mine", "f-answer"), BASE[2]]
    new = [BASE[0], code("def f(): other", "f-answer"), BASE[2]]
    result = merged(mine, new)
    assert shape(result)[1] == ("f-answer", "def f(): mine")
    assert result.changes == ["what it begins with has changed, your answer stays: f-answer"]
    assert merged(BASE, new).cells[1]["source"] == "def f(): 1"


def test_an_untouched_notebook_keeps_outputs_where_nothing_changed():
    ran = code("f()", "f-check", count=3, outputs=[shown(3, plain="1")])
    new = [text("# New", "title"), *BASE[1:]]
    result = merged([*BASE[:2], ran], new)
    assert result.cells[2]["outputs"] == ran["outputs"]
    assert result.cells[2]["execution_count"] == 3


def test_tags_of_the_course_are_taken_over_and_those_of_the_learner_stay():
    mine = {**BASE[2], "metadata": {"collapsed": True, "tags": ["old"]}}
    new = code("f()", "f-check", tags=["nbval-ignore-output"])
    result = merged([*BASE[:2], mine], [*BASE[:2], new])
    assert result.cells[2]["metadata"] == {"collapsed": True, "tags": ["nbval-ignore-output"]}


def test_a_cell_that_the_learner_changed_alone_stays():
    mine = [text("# Mine", "title"), *BASE[1:]]
    result = merged(mine, BASE)
    assert shape(result)[0] == ("title", "# Mine")
    assert result.changes == []


@pytest.mark.parametrize(
    ("make", "kind"), [(code, "raw"), (text, "markdown")], ids=["code", "words"]
)
def test_a_cell_that_both_changed_comes_twice_and_the_learners_does_not_run(make, kind):
    base = [*BASE, make("old", "x")]
    result = merged([*BASE, make("mine", "x")], [*BASE, make("new", "x")], base=base)
    assert shape(result)[3:] == [("x", "new"), ("x-yours", "mine")]
    assert result.cells[4]["cell_type"] == kind
    assert "outputs" not in result.cells[4]


def test_it_can_happen_to_the_same_cell_again():
    first = merged(
        [*BASE, code("mine", "x")], [*BASE, code("new", "x")], base=[*BASE, code("", "x")]
    )
    edited = [{**c, "source": "mine 2"} if c["id"] == "x" else c for c in first.cells]
    again = merged(edited, [*BASE, code("newer", "x")], base=[*BASE, code("new", "x")])
    ids = [cell["id"] for cell in again.cells]
    assert len(set(ids)) == len(ids)
    assert {"mine", "mine 2", "newer"} <= {cell["source"] for cell in again.cells}


def test_own_cells_stay_behind_their_neighbour():
    own = [code("first", "aaaaaaaa"), code("after f", "bbbbbbbb"), text("notes", "cccccccc")]
    mine = [own[0], BASE[0], BASE[1], own[1], own[2], BASE[2]]
    new = [BASE[0], text("between", "between"), BASE[1], BASE[2]]
    assert [i for i, _ in shape(merged(mine, new))] == [
        "aaaaaaaa", "title", "between", "f-answer", "bbbbbbbb", "cccccccc", "f-check",
    ]  # fmt: skip


def test_a_pasted_copy_of_a_cell_is_the_learners_own():
    mine = [*BASE, code("a second f", "f-answer")]
    result = merged(mine, [*BASE, code("new", "new")])
    assert shape(result)[1] == ("f-answer", "def f(): 1")
    assert ("f-answer-2", "a second f") in shape(result)


def test_what_the_course_drops_goes_unless_the_learner_wrote_in_it():
    base = [*BASE, code("a", "a"), code("b", "b")]
    result = merged([*BASE, code("a", "a"), code("my b", "b")], BASE, base=base)
    assert shape(result)[3:] == [("b", "my b")]
    assert sorted(result.changes) == [
        "no longer part of the course, taken out: a",
        "no longer part of the course, yours stays: b",
    ]


def test_what_the_learner_deleted_stays_away():
    mine = [BASE[1], BASE[2]]
    assert [i for i, _ in shape(merged(mine, BASE))] == ["f-answer", "f-check"]
    result = merged(mine, [text("# New", "title"), *BASE[1:]])
    assert result.changes == ["changed, but you deleted it, so it is not there: title"]


def test_without_a_base_nothing_of_the_learners_is_lost():
    mine = [text("# Old or mine", "title"), code("mine", "f-answer"), BASE[2], code("own", "own")]
    result = merged(mine, BASE, base=None)
    assert shape(result) == [
        ("title", "# Title"),
        ("title-yours", "# Old or mine"),
        ("f-answer", "mine"),
        ("f-check", "f()"),
        ("own", "own"),
    ]


@pytest.mark.parametrize("ids", [None, "f0f0f0f0"])
def test_a_notebook_without_the_courses_ids_is_not_touched(ids):
    mine = [{key: value for key, value in cell.items() if key != "id"} for cell in BASE]
    if ids:
        mine[0]["id"] = ids
    with pytest.raises(CourseError, match="none of its cells has an id of the course"):
        merge(None, notebook(*mine), book(*BASE), set())


def test_nothing_new_changes_nothing():
    result = merged([*BASE, code("own", "own")], BASE)
    assert shape(result) == [*shape(merged(BASE, BASE)), ("own", "own")]
    assert result.changes == []
