"""The strict run is able to fail: a wrong stored output, a stripped notebook, a broken cell."""

import pytest

from course_lib.authoring import canonical
from course_lib.authoring.build import build
from course_lib.authoring.course import Course, CourseError

from .strict import assert_reproduces


def cell(source, cell_id, **metadata):
    return {
        "cell_type": "code", "id": cell_id, "metadata": metadata, "source": source,
        "execution_count": None, "outputs": [],
    }  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A lesson with stored outputs of a real run."""
    root = tmp_path_factory.mktemp("course")
    for folder in ("course_lib", "notebooks", "solutions"):
        (root / folder).mkdir()
    cells = [
        cell("print('a')", "print"),
        cell("6 * 7", "result"),
        cell("import random; random.random()", "chance", tags=["nbval-ignore-output"]),
    ]
    path = root / "notebooks" / "01_x.ipynb"
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(canonical.to_text(notebook))
    build(Course(root), [path], run=True)
    return path


def changed(small, **replacements):
    """The lesson with parts of its text replaced, in a file of its own."""
    text = small.read_text()
    for old, new in replacements.values():
        assert old in text
        text = text.replace(old, new)
    path = small.with_name("02_changed.ipynb")
    path.write_text(text)
    return Course(small.parents[1]), path


def test_the_lesson_as_it_is_stored_passes(small):
    assert_reproduces(Course(small.parents[1]), small)


def test_a_wrong_stored_output_fails_and_is_shown(small):
    with pytest.raises(AssertionError) as failure:
        assert_reproduces(*changed(small, output=('"42"', '"43"'), stream=('"a\\n"', '"b\\n"')))
    said = str(failure.value)
    assert "02_changed.ipynb, cell result: the output differs" in said
    assert "cell print: the output differs" in said
    assert "cell chance" not in said


def test_a_stripped_notebook_is_refused(small):
    course, path = changed(small)
    canonical.write(path, canonical.read(path), with_outputs=False)
    with pytest.raises(CourseError, match="so nothing would be compared"):
        assert_reproduces(course, path)
