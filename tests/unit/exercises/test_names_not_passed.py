"""`check(settle)` finds the classes that settle needs in the notebook, source and all."""

import asyncio
import linecache

import pytest

from course_lib.exercises import exercise
from course_lib.exercises.code import normal_form

CELL = """
from dataclasses import dataclass

@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    values = await asyncio.gather(*(call() for call in calls))
    return [Ok(value) for value in values]
"""


@pytest.fixture
def cell():
    linecache.cache["cell-1"] = (len(CELL), None, CELL.splitlines(keepends=True), "cell-1")
    namespace = {"__name__": "notebook", "asyncio": asyncio}
    exec(compile(CELL, "cell-1", "exec"), namespace)
    return namespace


def test_the_names_that_were_not_passed_are_looked_up(cell):
    answer = exercise("settle").answer(cell["settle"])
    assert dict(answer.objects) == {name: cell[name] for name in ("settle", "Ok", "Failed")}


def test_the_source_has_the_classes_and_nothing_of_the_library(cell):
    answer = exercise("settle").answer(cell["settle"])
    assert normal_form(answer.source) == normal_form(CELL)
    assert answer.files == {"cell-1", "<string>"} or answer.files == {"cell-1"}


def test_a_name_that_is_nowhere_is_missed_in_a_sentence(cell):
    del cell["Failed"]
    verdict = exercise("settle").judge(exercise("settle").answer(cell["settle"]))
    assert verdict.codes == ("missing-name",)
    assert "There is no `Failed`" in verdict.findings[0].message


def test_a_reported_function_takes_its_arguments_by_name():
    from course_lib.exercises.stage import Stage

    stage = Stage()
    told = stage.function("on_degraded", parameters=("name", "exc"))
    told("a", exc=1)
    told(exc=2, name="b")
    assert stage.heard == [("on_degraded", ("a", 1)), ("on_degraded", ("b", 2))]
    with pytest.raises(TypeError, match="unexpected keyword"):
        told("a", error=1)
