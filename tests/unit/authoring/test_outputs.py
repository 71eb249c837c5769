"""Outputs that cannot serve as evidence are refused, each with its reason."""

import sys

import pytest

from course_lib.authoring.outputs import unfit

from .conftest import shown, stream


def reasons(*outputs, **options):
    return " ".join(unfit(list(outputs), **options))


@pytest.mark.parametrize(
    ("outputs", "reason"),
    [
        ([stream("a"), stream("b", "stderr")], "stdout and to stderr"),
        ([shown(png="iVBOR")], "a picture without a text"),
        ([shown(png="iVBOR", plain="<Figure size 640x480 with 1 Axes>")], "a picture without"),
        ([shown(1, plain="<Thing at 0x7f12ab34cd56>")], "an object's address"),
        ([stream("saved in /home/ines/course/x.txt\n")], "a path of this machine (/home/ines"),
        ([stream("C:\\Users\\ines\\x.py")], "a path of this machine"),
        ([stream(f"uses {sys.prefix}/bin/python")], "a path of this machine"),
        (
            [{"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": []}],
            "ends with ValueError: no",
        ),
    ],
)
def test_unfit_outputs_say_why(outputs, reason):
    assert reason in reasons(*outputs)


@pytest.mark.parametrize(
    "outputs",
    [
        [],
        [stream("a\n"), shown(1, plain="2")],
        [shown(png="iVBOR", plain="gather 0.420 s |====|")],
        [stream("GET /api/orders 200, see https://docs.python.org/home/x")],
        [stream("<Task pending> 0x10")],
    ],
)
def test_fit_outputs_are_left_in_peace(outputs):
    assert reasons(*outputs) == ""


def test_an_error_that_the_lesson_wants_is_allowed():
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["E: v"]}
    assert reasons(error, may_raise=True) == ""
