"""Mutants: every program once, each compiles, keys are stable, right answers are left out."""

import ast

from tests.mutation.generate import mutants, normal

GATHER = """
import asyncio


async def load(api, key):
    first, second = await asyncio.gather(api.first(key), api.second(key))
    return {"first": first, "second": second}
"""
IN_TURN = """
async def load(api, key):
    a, b = [await api.first(key), await api.second(key)]
    return {"first": a, "second": b}
"""


def test_every_mutant_compiles_and_is_there_once():
    found = mutants("load", {"right_gather": GATHER})
    assert len(found) > 20
    forms = [normal(ast.parse(mutant.source)) for mutant in found]
    assert len(set(forms)) == len(forms)
    assert normal(ast.parse(GATHER)) not in forms
    for mutant in found:
        compile(mutant.source, "mutant.py", "exec")


def test_a_mutant_that_is_another_right_answer_is_left_out():
    found = mutants("load", {"right_gather": GATHER})
    in_turn = [m for m in found if m.operator == "gather-to-list"]
    assert len(in_turn) == 1
    found = mutants("load", {"right_gather": GATHER, "right_in_turn": "import asyncio\n" + IN_TURN})
    assert not [m for m in found if m.operator == "gather-to-list"]


def test_keys_stay_the_same_when_comments_layout_and_variables_change():
    other = GATHER.replace("first, second =", "# all at once\n    one, two =").replace(
        '"first": first, "second": second', '"first": one,\n        "second": two'
    )
    keys = keys_of(GATHER)
    assert len(keys) > 20
    assert keys == keys_of(other)


def keys_of(source):
    # A name that is bound nowhere any more stays what it was called.
    found = mutants("load", {"right": source})
    return {m.key for m in found if m.operator != "delete-line"}


def test_what_a_mutant_needs_is_imported():
    found = mutants("load", {"right": "async def load(api, key):\n    return await api.x(key)\n"})
    sources = [m.source for m in found if "asyncio." in m.source]
    assert sources
    assert all("import asyncio" in source for source in sources)
