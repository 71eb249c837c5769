"""A notebook has one stored form, whatever tool wrote it."""

import nbformat
import pytest

from course_lib.authoring import canonical
from course_lib.authoring.course import CourseError

from .conftest import code, notebook, shown, stream, text

WIDGET = {"application/vnd.jupyter.widget-view+json": {"model_id": "8c"}}


def stored(*cells, with_outputs=True, **metadata):
    return canonical.canonical(notebook(*cells, **metadata), with_outputs=with_outputs)


def test_the_stored_form_is_a_valid_notebook_and_a_fixed_point(tmp_path):
    cells = [text("# Title\n"), code("1 + 1", count=7, outputs=[shown(7, plain="2")])]
    once = canonical.to_text(stored(*cells))
    nbformat.validate(nbformat.reads(once, 4))
    (tmp_path / "n.ipynb").write_text(once)
    again = canonical.read(tmp_path / "n.ipynb")
    assert canonical.to_text(canonical.canonical(again, with_outputs=True)) == once
    assert once.endswith("}\n")
    assert nbformat.reads(once, 4).nbformat_minor == 5


def test_what_two_tools_write_is_stored_the_same():
    plain = notebook(code("a = 1\nb = 2", "ab", count=1), text("x", "x"))
    other = notebook(
        {**code("a = 1\r\nb = 2\n", "ab", count=12), "metadata": {"scrolled": True}},
        {**text("x\n", "x"), "metadata": {"collapsed": False}},
        language_info={"version": "3.13.0"},
        kernelspec={"name": "conda-env", "display_name": "mine"},
        widgets={"application/vnd.jupyter.widget-state+json": {"state": {}}},
    )
    texts = {canonical.to_text(canonical.canonical(nb, with_outputs=True)) for nb in (plain, other)}
    assert len(texts) == 1


def test_metadata_that_the_course_needs_is_kept():
    cell = text("x", tags=["solution-only"])
    cell["metadata"] |= {"slideshow": {"slide_type": "slide"}, "course": {"minutes": 3}}
    result = stored(cell, course={"lesson": "parallel_fetches"})
    assert result["cells"][0]["metadata"] == cell["metadata"]
    assert result["metadata"]["course"] == {"lesson": "parallel_fetches"}


def test_counts_run_from_one_and_cells_that_were_not_run_have_none():
    result = stored(
        code("a", count=5, outputs=[shown(5, plain="1")]), code(""), code("b"), code("c", count=9)
    )
    assert [cell["execution_count"] for cell in result["cells"]] == [1, None, None, 2]
    assert result["cells"][0]["outputs"][0]["execution_count"] == 1


def test_without_outputs_nothing_of_a_run_is_left():
    (cell,) = stored(code("a", count=5, outputs=[stream("x")]), with_outputs=False)["cells"]
    assert (cell["execution_count"], cell["outputs"]) == (None, [])


def test_streams_are_merged_and_widget_views_dropped():
    view = {"output_type": "display_data", "metadata": {}, "data": {**WIDGET, "text/plain": "B()"}}
    twin = {**view, "data": {**WIDGET, "text/html": "<p>twin</p>", "text/plain": "twin"}}
    outputs = [stream("a\n"), view, stream("b\n"), twin]
    (cell,) = stored(code("x", count=1, outputs=outputs))["cells"]
    assert [output["output_type"] for output in cell["outputs"]] == ["stream", "display_data"]
    assert cell["outputs"][0]["text"] == "a\nb\n"
    assert set(cell["outputs"][1]["data"]) == {"text/html", "text/plain"}


def test_an_error_keeps_its_words_and_no_path_of_this_machine():
    error = {
        "output_type": "error", "ename": "ValueError", "evalue": "no",
        "traceback": ["File /home/me/x.py", "ValueError: no"],
    }  # fmt: skip
    (cell,) = stored(code("x", count=1, outputs=[error]))["cells"]
    assert cell["outputs"][0]["traceback"] == ["ValueError: no"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "There is no file"),
        (b"{", "is damaged"),
        (b"\xff\xfe", "is damaged"),
        (b"[]", "is not a notebook"),
        (b"{}", "is not a notebook"),
        (b'{"nbformat": 3, "worksheets": []}', "has notebook format 3"),
        (b'{"nbformat": 5, "cells": []}', "has notebook format 5"),
        (b'{"nbformat": 4}', "its list of cells cannot be read"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code"}]}', "its list of cells"),
    ],
)
def test_a_file_that_is_no_notebook_is_a_sentence(tmp_path, content, said):
    path = tmp_path / "n.ipynb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CourseError, match=said) as error:
        canonical.read(path)
    assert str(path) in str(error.value)


def test_a_file_in_the_stored_form_is_not_touched(tmp_path):
    path = tmp_path / "n.ipynb"
    assert canonical.write(path, notebook(text("x")), with_outputs=True)
    before = path.stat().st_mtime_ns
    assert not canonical.write(path, canonical.read(path), with_outputs=True)
    assert path.stat().st_mtime_ns == before
