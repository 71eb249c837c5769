"""Each operator makes the change that operators.txt shows, and nothing that does not compile."""

import ast
import re
from pathlib import Path

import pytest

from tests.mutation.generate import changes
from tests.mutation.operators import OPERATORS

TEXT = Path(__file__).with_name("operators.txt").read_text("utf-8")
EXAMPLES = {
    name: (before.strip("\n"), after.strip("\n"))
    for name, before, after in re.findall(
        r"^== (\S+)\n(.*?)\n--\n(.*?)(?=^== |\Z)", TEXT, re.MULTILINE | re.DOTALL
    )
}
BY_NAME = {operator.name: operator for operator in OPERATORS}
HEAD = "async def work(self, api, fetch, spawn, skus, limit, timeout, customer_id):\n"


def program(lines: str) -> str:
    """A whole program; lines that are not one stand in a function that names what they use."""
    if re.match(r"(async def|def|class|@)", lines):
        return lines
    return HEAD + "\n".join(f"    {line}" for line in lines.splitlines())


def last_statement(source: str) -> str:
    """The function itself: helpers and imports stand before it."""
    return ast.dump(ast.parse(source).body[-1])


def test_every_operator_has_an_example_and_the_other_way_round():
    assert EXAMPLES.keys() == BY_NAME.keys()


def test_no_two_operators_have_one_name():
    assert len(BY_NAME) == len(OPERATORS)


@pytest.mark.parametrize("name", EXAMPLES)
def test_operator_makes_the_change_of_its_example(name):
    before, after = EXAMPLES[name]
    made = [last_statement(text) for _, _, text in changes(program(before), [BY_NAME[name]])]
    assert last_statement(program(after)) in made


@pytest.mark.parametrize("name", EXAMPLES)
def test_operator_says_where_it_changed_what(name):
    found = list(changes(program(EXAMPLES[name][0]), [BY_NAME[name]]))
    assert found
    assert all(re.match(r"line \d+: .", what) for _, what, _ in found)


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.name)
def test_operator_leaves_a_program_alone_that_gives_it_no_hold(operator):
    assert operator.belief.endswith(".")
    assert list(changes("import math\nx = math.pi\n", [operator])) == []
