"""Which cell to run first, told from the notebook's own file."""

import json
from types import SimpleNamespace

import pytest

from course_lib.exercises import cells

SOURCES = [
    "import asyncio, os.path\nfrom time import sleep as nap",
    "%matplotlib inline",
    "async def load(api):\n    inner = await api()\n    return inner",
    "with open('x') as file:\n    first, *rest = [n for n in file]",
    "answer = await load(None)",
    "load = 1",
]


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    made = [{"cell_type": "markdown", "source": "load = 2"}]
    made += [{"cell_type": "code", "source": source.splitlines(True)} for source in SOURCES]
    path = tmp_path / "lesson.ipynb"
    path.write_text(json.dumps({"cells": made}), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JPY_SESSION_NAME", "work/lesson.ipynb")
    monkeypatch.setattr(cells, "outdated", lambda: False)
    return path


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("load", "async def load(api):"),
        ("os", "import asyncio, os.path"),
        ("nap", "import asyncio, os.path"),
        ("rest", "with open('x') as file:"),
        ("answer", "answer = await load(None)"),
        ("inner", None),
        ("n", None),
        ("sleep", None),
    ],
)
def test_the_first_cell_that_binds_a_name_at_its_top_level(notebook, name, line):
    assert cells.first_line(notebook, name) == line


def test_a_long_first_line_is_cut(notebook):
    source = f"long = [{'1, ' * 60}]"
    made = [{"cell_type": "code", "source": source}]
    notebook.write_text(json.dumps({"cells": made}), encoding="utf-8")
    line = cells.first_line(notebook, "long")
    assert len(line) == cells.WIDEST
    assert line.endswith("...")


@pytest.mark.parametrize("broken", ["", "[]", '{"cells": [{}]}', '{"cells": 3}'])
def test_a_file_that_is_no_notebook_names_no_cell(notebook, broken):
    notebook.write_text(broken, encoding="utf-8")
    assert cells.first_line(notebook, "load") is None


def test_advice_names_the_cell(notebook):
    advice = cells.advice(NameError("name 'load' is not defined", name="load"))
    assert "`load` is made by another cell" in advice
    assert "    async def load(api):" in advice


def test_without_a_notebook_the_advice_is_general(notebook, monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME")
    advice = cells.advice(NameError("name 'load' is not defined", name="load"))
    assert advice.startswith("If a cell above makes `load`, run that cell first.")


@pytest.mark.parametrize(
    "error",
    [
        NameError("name 'laod' is not defined", name="laod"),
        NameError("raised by hand"),
        UnboundLocalError("cannot access local variable 'load'", name="load"),
        ValueError("load"),
        ImportError("no", name="nothing"),
    ],
)
def test_where_no_cell_can_help_nothing_is_said(notebook, error):
    assert cells.advice(error) is None


def test_a_library_newer_than_the_kernel_asks_for_a_restart(monkeypatch):
    monkeypatch.setattr(cells, "LOADED", float("inf"))
    assert not cells.outdated()
    monkeypatch.setattr(cells, "LOADED", 0.0)
    assert cells.outdated()
    assert cells.advice(ImportError("cannot import name 'Demo'")) == cells.RESTART
    assert cells.advice(ValueError("something else")) is None


@pytest.fixture
def in_a_browser(tmp_path, monkeypatch):
    """Two notebooks that begin with the same cell; `runs` makes a cell of one of them run."""
    for name, second in (("one.ipynb", "first-answer"), ("two.ipynb", "second-answer")):
        made = [
            {"cell_type": "code", "id": "imports", "source": ["import asyncio"]},
            {"cell_type": "code", "id": second, "source": ["pass"]},
            {"cell_type": "code", "id": "show", "source": [f"print('{second}')"]},
        ]
        (tmp_path / name).write_text(json.dumps({"cells": made}), encoding="utf-8")
    (tmp_path / "damaged.ipynb").write_text("{", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setattr(cells, "in_browser", lambda: True)
    monkeypatch.setattr(cells, "_found", None)
    shell = SimpleNamespace(kernel=SimpleNamespace())
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)

    def runs(cell, source):
        message = {"metadata": {"cellId": cell}, "content": {"code": source}}
        shell.kernel.get_parent = lambda: message
        found = cells.this_notebook()
        return found and found.name

    return runs


def test_in_a_browser_the_cell_that_runs_tells_the_notebook(in_a_browser):
    assert in_a_browser("first-answer", "something else by now") == "one.ipynb"
    assert cells.this_cell() == "first-answer"
    # A kernel belongs to one notebook, so what was found once stays.
    assert in_a_browser("imports", "import asyncio") == "one.ipynb"


def test_in_a_browser_cells_of_one_name_are_told_apart_by_their_source(in_a_browser):
    assert in_a_browser("show", "print('second-answer')") == "two.ipynb"


def test_in_a_browser_a_cell_that_two_notebooks_have_says_nothing_yet(in_a_browser):
    assert in_a_browser("imports", "import asyncio") is None
    assert in_a_browser("nowhere", "1") is None
    assert in_a_browser("second-answer", "pass") == "two.ipynb"
