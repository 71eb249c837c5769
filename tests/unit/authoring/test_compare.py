"""Our comparison says the same as nbval's, and says it in words."""

from types import SimpleNamespace

import nbformat
import pytest
from nbval import plugin

from course_lib.authoring.compare import SANITISE, differences

from .conftest import shown, stream

CASES = {
    "nothing": ([], []),
    "same text": ([stream("a\n")], [stream("a\n")]),
    "other text": ([stream("a\n")], [stream("b\n")]),
    "missing text": ([stream("a\n")], []),
    "text too many": ([], [stream("a\n")]),
    "a stream in pieces": ([stream("a\nb\n")], [stream("a\n"), stream("b\n")]),
    "other stream": ([stream("a")], [stream("a", "stderr")]),
    "other count": ([shown(3, plain="2")], [shown(9, plain="2")]),
    "result or display": ([shown(3, plain="2")], [shown(plain="2")]),
    "other html": ([shown(html="<p>a", plain="a")], [shown(html="<p>b", plain="a")]),
    "form too many": ([shown(plain="a")], [shown(html="<p>a", plain="a")]),
    "other picture": ([shown(png="AA", plain="a")], [shown(png="BB", plain="a")]),
    "order of unlike forms": ([stream("a"), shown(plain="b")], [shown(plain="b"), stream("a")]),
    "order of like forms": (
        [shown(plain="a"), shown(plain="b")],
        [shown(plain="b"), shown(plain="a")],
    ),
    "number of a cell": ([stream("cell [4] line 2")], [stream("cell [1] line 2")]),
    "line of a cell": ([stream("cell [4] line 2")], [stream("cell [4] line 3")]),
}  # fmt: skip


def nbval_says_same(stored, fresh):
    cell = SimpleNamespace(colors=plugin.nocolors, parent=SimpleNamespace())
    cell.parent.skip_compare = ("metadata", "traceback", "prompt_number", "output_type", "name",
                                "execution_count", "image/png", "image/jpeg",
                                "application/vnd.jupyter.widget-view+json")  # fmt: skip
    cell.parent.sanitize_patterns = dict(SANITISE)
    cell.format_output_compare = lambda *difference: None  # only the verdict is asked for
    for method in ("sanitize", "compare_outputs"):
        setattr(cell, method, getattr(plugin.IPyNbCell, method).__get__(cell))
    nodes = [plugin.coalesce_streams([nbformat.from_dict(o) for o in s]) for s in (fresh, stored)]
    return cell.compare_outputs(*nodes)


@pytest.mark.parametrize("name", CASES)
def test_it_agrees_with_nbval(name):
    stored, fresh = CASES[name]
    assert (differences(stored, fresh) == []) == nbval_says_same(stored, fresh)


def test_both_verdicts_occur():
    verdicts = {bool(differences(*case)) for case in CASES.values()}
    assert verdicts == {True, False}


def test_a_difference_shows_what_was_expected_and_what_came():
    stored = [shown(html="<b>5 of 5</b>", plain="passed, 5 of 5")]
    (first, second) = differences(stored, [shown(html="<b>3</b>", plain="failed, 3 of 5")])
    assert (first.form, first.expected, first.got) == (
        "text/plain",
        "passed, 5 of 5",
        "failed, 3 of 5",
    )
    assert second.form == "text/html"


def test_what_is_missing_is_called_nothing():
    (difference,) = differences([stream("a\n")], [])
    assert difference.got == "nothing"


def test_of_long_outputs_only_the_part_that_differs_is_shown():
    lines = [f"line {number}" for number in range(20)]
    other = [*lines[:9], "another", *lines[10:]]
    (difference,) = differences([stream("\n".join(lines))], [stream("\n".join(other))])
    assert difference.excerpts() == (
        "...\nline 8\nline 9\nline 10\n...",
        "...\nline 8\nanother\nline 10\n...",
    )


def test_lines_that_are_only_missing_are_shown():
    (difference,) = differences([stream("a\nb\nc")], [stream("a\nc")])
    assert difference.excerpts() == ("a\nb\nc", "a\nc")
    (difference,) = differences([stream("a\nb\nb")], [stream("a\nb")])
    assert difference.excerpts() == ("...\nb\nb", "...\nb")
