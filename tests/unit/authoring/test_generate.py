"""What ships is made from the solution, and holds nothing of it."""

import pytest

from course_lib.authoring import canonical
from course_lib.authoring.course import CourseError
from course_lib.authoring.generate import exercise_from

from .conftest import ANSWER, code, notebook, shown, text


def exercise(*cells):
    return exercise_from(notebook(*cells), "solutions/01.ipynb")["cells"]


def shipped(*lines):
    return exercise(code("\n".join(lines), "load-answer"))[0]["source"]


def test_the_marked_part_becomes_what_ships():
    (cell,) = exercise(code(ANSWER, "load-answer"))
    assert cell["source"] == (
        "async def load(api):\n    first = await api(1)\n    return [first, await api(2)]"
    )


def test_what_is_not_marked_ships_as_it_is():
    cells = [text("# Hello", "hello"), code("import asyncio  # solution: none", "imports")]
    assert [cell["source"] for cell in exercise(*cells)] == [cell["source"] for cell in cells]


def test_commentary_stays_behind_and_outputs_do():
    cells = exercise(
        text("why", "why", tags=["solution-only"]),
        code("1", "one", count=1, outputs=[shown(1, plain="1")]),
    )
    assert [cell["id"] for cell in cells] == ["one"]
    assert cells[0]["outputs"] == []


SEVERAL = """
# solution: begin
x = 1
# solution: end
#: x = None
y = 2
def f():
    # solution: begin
    return x
    # solution: end
    #: # Write this.
    #:
    #: if y:
    #:     pass
"""


def test_several_parts_blank_lines_and_indents():
    assert shipped(SEVERAL) == (
        "x = None\ny = 2\ndef f():\n    # Write this.\n\n    if y:\n        pass"
    )


def test_ids_of_cells_are_those_of_the_solution():
    solution = [text("# A", "54cf2774"), code(ANSWER, "load-answer")]
    assert [cell["id"] for cell in exercise(*solution)] == ["a", "load-answer"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["# solution: begin", "x = 1"], "line 1: `# solution: begin` has no `# solution: end`"),
        (["x = 1", "# solution: end", "#: x"], "line 2: `# solution: end` does not pair"),
        (["# solution: begin", "# solution: begin", "# solution: end"], "inside the part"),
        (["# solution: begin", "x = 1", "# solution: end"], "nothing ships for this part"),
        (["# solution: begin", "x", "# solution: end", "", "#: x"], "nothing ships"),
        (["# solution: begin", "x", "# solution: end", "#: x ="], "what ships is not Python"),
        (["# Solution begin", "x"], "does not pair"),
    ],
)
def test_a_part_that_cannot_ship_is_a_sentence_with_its_place(lines, said):
    with pytest.raises(CourseError) as error:
        shipped(*lines)
    assert str(error.value).startswith("solutions/01.ipynb, cell load-answer")
    assert said in str(error.value)


def test_top_level_await_is_python_in_a_notebook():
    assert shipped("# solution: begin", "a", "# solution: end", "#: await a()") == "await a()"


def test_the_same_solution_gives_the_same_bytes():
    solution = notebook(text("# A"), code(ANSWER, "load-answer", count=3))
    first, second = (
        canonical.to_text(exercise_from(solution, "solutions/01.ipynb")) for _ in range(2)
    )
    assert first == second
