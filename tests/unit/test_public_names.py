"""`from course_lib import ...`: what notebooks may use, loaded when it is first used."""

import subprocess
import sys

import pytest

import course_lib

HEAVY = {"matplotlib", "ipywidgets", "anywidget", "uvicorn", "starlette", "httpx", "IPython",
         "nbformat", "nbclient", "platformdirs"}  # fmt: skip


def loaded_after(program):
    """The heavy libraries in a fresh Python after `program`."""
    code = f"import sys\n{program}\nprint(*sorted(set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_library_loads_neither_widgets_nor_charts_nor_a_server():
    modules = loaded_after("import course_lib")
    assert modules & HEAVY == set()
    assert "course_lib" in modules
    assert not any(name.startswith("course_lib.") for name in modules)


@pytest.mark.parametrize("name", ["exercise", "virtual_run", "trace_text", "Service", "backends"])
def test_names_that_show_nothing_load_no_widget(name):
    assert loaded_after(f"from course_lib import {name}") & HEAVY <= {"platformdirs"}


def test_a_demo_loads_no_chart_library_and_no_server():
    modules = loaded_after("from course_lib import Demo")
    assert modules & {"matplotlib", "uvicorn", "starlette", "httpx"} == set()


def test_judging_loads_no_widget():
    assert loaded_after("import course_lib.exercises.judge") & HEAVY == set()


@pytest.mark.parametrize("name", course_lib.__all__)
def test_every_public_name_is_there(name):
    assert getattr(course_lib, name) is not None
    assert name in dir(course_lib)


def test_a_star_import_gives_all_of_them():
    names = {}
    exec("from course_lib import *", names)
    assert set(course_lib.__all__) <= set(names)


def test_a_name_that_is_not_there_names_the_nearest():
    with pytest.raises(AttributeError, match="course_lib has no name 'demo'"):
        course_lib.demo  # noqa: B018
    with pytest.raises(ImportError):
        exec("from course_lib import nothing_like_it")


def test_a_name_like_no_other_lists_what_there_is():
    with pytest.raises(AttributeError, match=r"It has: .*exercise"):
        course_lib.zzz  # noqa: B018


@pytest.mark.parametrize("name", ["Demo", "exercise"])
def test_what_a_learner_does_is_remembered_from_the_first_use_on(name, tmp_path):
    program = (
        f"from course_lib import {name}\n"
        "from course_lib.tracing.events import publish\n"
        "publish('solved', exercise='load_dashboard')\n"
        "from course_lib import progress\n"
        "assert progress().solved == ('load_dashboard',), progress()"
    )
    file = tmp_path / "progress.json"
    subprocess.run(
        [sys.executable, "-c", program], check=True, env={"COURSE_PROGRESS": str(file), "PATH": ""}
    )
    assert file.exists()


def test_judging_a_file_is_not_remembered():
    modules = loaded_after("import course_lib.exercises.judge")
    assert modules & {"course_lib.progress.listener", "course_lib.progress.store"} == set()
