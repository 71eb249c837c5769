"""Cell ids are readable, unique and permanent."""

import pytest

from course_lib.authoring.cell_ids import assign, is_random, readable

from .conftest import code, text


@pytest.mark.parametrize(
    "cell_id", ["54cf2774", "a1b2c3d4e5f6", "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "0" * 32]
)
def test_ids_that_tools_draw_are_known(cell_id):
    assert is_random(cell_id) == (cell_id != "a1b2c3d4e5f6")


@pytest.mark.parametrize(
    ("cell", "cell_id"),
    [
        (text("Some words.\n\n## Load the dashboard\n"), "load-the-dashboard"),
        (text("Café, *naïvely* put!"), "cafe-naively-put"),
        (code("import x\nasync def load_dashboard(api):\n    ..."), "load-dashboard"),
        (code("# Try it\nprint(1)"), "try-it"),
        (code("print('x')"), "print-x"),
        (code("+"), "code"),
        (text("—"), "text"),
        (text("# " + "word " * 30), "word-word-word-word-word-word-word-word"),
        (text("deadbeef"), "deadbeef-cell"),
    ],
)
def test_an_id_comes_from_what_the_cell_says(cell, cell_id):
    assert readable(cell) == cell_id


def test_readable_ids_stay_and_random_ones_are_replaced_once():
    cells = [code("a = 1", "mine"), code("b = 2", "54cf2774"), code("c = 3", "0914541b")]
    assign(cells)
    first = [cell["id"] for cell in cells]
    assert first == ["mine", "b-2", "c-3"]
    cells[1]["source"] = "b = 'something else'"
    cells.insert(1, code("b = 2", "1275f9b1"))
    assign(cells)
    assert [cell["id"] for cell in cells] == ["mine", "b-2-2", "b-2", "c-3"]


def test_equal_and_invalid_ids_get_one_of_their_own():
    cells = [code("a", "same"), code("b", "same"), code("c", "not valid"), code("d", "")]
    assign(cells)
    assert [cell["id"] for cell in cells] == ["same", "b", "c", "d"]
