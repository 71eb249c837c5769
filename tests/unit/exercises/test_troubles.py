"""One sentence for whatever an answer raised."""

import asyncio

import pytest

from course_lib.exercises.troubles import of_exception


def test_a_group_says_what_it_holds():
    inner = ExceptionGroup("inner", [KeyError("usr"), ValueError("b")])
    told = of_exception(ExceptionGroup("unhandled errors", [inner]))
    assert told.code == "raised"
    assert told.message == (
        "Your code raised ExceptionGroup: unhandled errors (1 sub-exception). "
        "It holds KeyError: 'usr'."
    )


def test_an_address_is_left_out():
    told = of_exception(ValueError(f"{object()!r} is odd"))
    assert told.message == "Your code raised ValueError: <object object> is odd."


@pytest.mark.parametrize(
    "text",
    [
        f"{asyncio.Semaphore(1)!r} is bound to a different event loop",
        "Task <Task pending> got Future <Future pending> attached to a different loop",
    ],
)
def test_what_is_kept_from_an_earlier_call_is_told_with_its_remedy(text):
    assert of_exception(RuntimeError(text)).message.endswith("make it in each call.")


def test_a_path_of_the_machine_is_left_out_of_an_import_error():
    error = ImportError("cannot import name 'x' from 'y' (/usr/lib/y/__init__.py)")
    assert of_exception(error).message.endswith("cannot import name 'x' from 'y'.")
