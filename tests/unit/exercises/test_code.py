"""The questions about code, each on the smallest program that answers it."""

import ast

import pytest

from course_lib.exercises.code import Code, normal_form


def test_a_call_is_known_by_its_last_name_and_through_aliases():
    code = Code("import asyncio as aio\nfrom asyncio import gather as g\naio.gather()\ng()\n")
    assert len(code.calls("gather")) == 2


@pytest.mark.parametrize(
    ("line", "at_once"),
    [
        ("await create_task(f())", True),
        ("t = create_task(f())\n  await t", True),
        ("t = create_task(f())\n  u = create_task(g())\n  await t", False),
        ("t = create_task(f())", False),
    ],
)
def test_a_task_that_is_awaited_at_once(line, at_once):
    assert Code(f"async def a():\n  {line}\n").task_awaited_at_once() is at_once


def test_a_node_is_in_a_loop_of_its_own_function_only():
    code = Code("for x in y:\n  f()\n  def g():\n    h()\n[i() for z in w]\nj()\n")
    inside = {code.called(call): code.in_loop(call) for call in code.nodes(ast.Call)}
    assert inside == {"f": True, "h": False, "i": True, "j": False}


def test_handlers_are_found_by_what_they_catch():
    code = Code(
        "try:\n  f()\nexcept (asyncio.CancelledError, ValueError):\n  pass\nexcept:\n  raise\n"
    )
    (first,) = code.catches("CancelledError")
    assert not code.raises(first)
    (bare,) = code.catches("")
    assert code.raises(bare)
    assert not code.catches("Exception")


def test_an_exception_is_thrown_on_purpose_by_its_name_or_under_another():
    assert Code("raise Gone('left')").throws("Gone")
    assert Code("error = Gone()\nraise error").throws("Gone")
    assert not Code("raise").throws("Gone")
    assert not Code("seen['left']").throws("KeyError")


def test_return_exceptions_counts_only_when_true():
    assert Code("gather(a(), return_exceptions=True)").gathers_exceptions()
    assert not Code("gather(a(), return_exceptions=False)").gathers_exceptions()
    assert not Code("gather(a())").gathers_exceptions()


def test_comments_blank_lines_docstrings_and_imports_do_not_change_a_program():
    shipped = "async def f(a):\n    x = await a()\n    return x\n"
    same = (
        "import asyncio\n\n# mine\nasync def f( a ):\n    'Doc.'\n\n"
        "    x = await a()  # b\n    return x\n"
    )
    assert normal_form(shipped) == normal_form(same)
    assert normal_form(shipped) != normal_form(shipped.replace("x = await a()", "x = a()"))
    assert normal_form(shipped) != normal_form(shipped + "y = 1\n")
