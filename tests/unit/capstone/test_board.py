"""The scoreboard and the certificate: what a fix is worth is measured, and only by its own row."""

import ast
import asyncio
from pathlib import Path

import pytest

from course_lib import friday
from course_lib.exercises import exercise
from course_lib.exercises.code import normal_form

MENDED = Path(__file__).parents[2] / "checkers/answers/friday/right_task_group.py"


@pytest.fixture(scope="module")
def mended():
    names = {}
    exec(compile(MENDED.read_text("utf-8"), str(MENDED), "exec"), names)
    return names["handle_product_page"], names["shutdown"]


def kept(board):
    return [measure.lesson for measure, _, now in board.rows if now.good]


def test_before_is_what_the_exercise_ships():
    module = ast.parse(Path(friday.before.__file__).read_text("utf-8"))
    plain = ast.Module([n for n in module.body if isinstance(n, ast.AsyncFunctionDef)], [])
    for function in plain.body:
        function.returns, function.body = None, function.body[1:]  # types and docstring
        for argument in [*function.args.args, *function.args.kwonlyargs]:
            argument.annotation = None
    assert normal_form(ast.unparse(plain)) == normal_form(exercise("friday").shipped)


def test_the_service_as_it_was_keeps_what_a_fast_browser_keeps():
    assert kept(friday.scoreboard()) == [7]


def test_the_mended_service_keeps_all_and_gets_its_certificate(mended):
    board = friday.scoreboard(*mended, exclude=["**/tests/**", "**/*.pyi"])
    assert kept(board) == [1, 2, 3, 4, 5, 6, 7, 8]
    paper = friday.certificate(board, "  Ines\n Duarte ")
    assert "for Ines Duarte" in str(paper)
    assert "71.1 % -> 100.0 %" in str(paper)
    assert paper.png().startswith(b"\x89PNG")


def test_the_same_day_comes_to_the_same_board(mended):
    assert str(friday.scoreboard(*mended, seed=3)) == str(friday.scoreboard(*mended, seed=3))


def test_a_board_that_is_not_green_says_what_is_open():
    said = str(friday.certificate(friday.scoreboard()))
    assert said.startswith("Not yet. Your service keeps 1 of 8 promises.")
    assert "6. health checks" in said
    assert "image/png" not in friday.certificate(friday.scoreboard())._repr_mimebundle_()


def test_only_the_shutdown_is_mended(mended):
    assert kept(friday.scoreboard(shutdown=mended[1])) == [6, 7]


def test_an_error_of_the_services_own_is_not_blamed_on_analytics():
    async def broken(api, bg, cache, log, slug, session, *, timeout):
        raise TimeoutError("too much")

    board = friday.scoreboard(broken)
    assert "0 waited, 0 lost" in str(board)


def test_a_service_that_breaks_the_day_is_told_in_a_sentence():
    async def stuck(readiness, bg, *, timeout):
        await asyncio.Event().wait()

    assert "Your service broke down:" in str(friday.scoreboard(shutdown=stuck))


@pytest.mark.parametrize("requests", [0, -1, 1.5, True, "many"])
def test_a_day_without_customers_is_refused(requests):
    with pytest.raises(ValueError, match="requests is a number of customers"):
        friday.scoreboard(requests=requests)


def test_names_are_escaped():
    board = friday.scoreboard()
    assert "<script" not in board._repr_html_()
    assert board._repr_html_().count("<tr>") == 9


def test_an_unknown_name_says_what_there_is():
    with pytest.raises(AttributeError, match="certificate, scoreboard"):
        friday.bord  # noqa: B018
