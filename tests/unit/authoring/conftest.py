"""A small course of its own for each test, and notebooks from a few words."""

import json

import pytest

from course_lib.authoring.course import Course


def code(source, cell_id="", *, count=None, outputs=(), tags=()):
    metadata = {"tags": list(tags)} if tags else {}
    return {
        "cell_type": "code", "id": cell_id, "metadata": metadata, "source": source,
        "execution_count": count, "outputs": list(outputs),
    }  # fmt: skip


def text(source, cell_id="", *, tags=()):
    metadata = {"tags": list(tags)} if tags else {}
    return {"cell_type": "markdown", "id": cell_id, "metadata": metadata, "source": source}


def notebook(*cells, **metadata):
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def stream(words, name="stdout"):
    return {"output_type": "stream", "name": name, "text": words}


def shown(count=None, **data):
    """A display; `shown(3, plain="4")` is the result of cell 3."""
    mime = {"plain": "text/plain", "html": "text/html", "png": "image/png"}
    output = {"data": {mime[key]: value for key, value in data.items()}, "metadata": {}}
    if count is None:
        return {**output, "output_type": "display_data"}
    return {**output, "output_type": "execute_result", "execution_count": count}


ANSWER = """async def load(api):
    # solution: begin
    return await asyncio.gather(api(1), api(2))
    # solution: end
    #: first = await api(1)
    #: return [first, await api(2)]"""


@pytest.fixture
def course(tmp_path):
    """An empty course."""
    for folder in ("course_lib", "notebooks", "solutions", "exercises"):
        (tmp_path / folder).mkdir()
    return Course(tmp_path)


@pytest.fixture
def put():
    """Write a notebook as some tool would, not in the stored form."""

    def put(path, *cells, **metadata):
        path.write_text(json.dumps(notebook(*cells, **metadata)))
        return path

    return put
