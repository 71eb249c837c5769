"""The examples of lesson 8's contracts hold, and its checkers judge functions that are passed."""

import io
import random
import re
import zipfile

import pytest

from course_lib.exercises import exercise
from course_lib.exercises.bundle_budget.check_budget_beliefs import Asked

ODD_NAMES = ("a.b", "ab", "a+b", "[a]", "A", "b", "-", "b.a")


def model(name):
    """What the model solution of an exercise defines."""
    names = {"re": re, "io": io, "zipfile": zipfile}
    exec(compile(exercise(name).model, name, "exec"), names)
    return names


def test_the_example_of_select():
    select = model("select")["select"]
    paths = ["docs/a.md", "docs/LICENSE", "docs/img/b.png"]
    assert select(paths, ["docs/**", "!docs/LICENSE"]) == ["docs/LICENSE"]
    assert select(paths, ["docs/*"]) == ["docs/img/b.png"]


def test_the_example_of_measure():
    got = model("build_zip")["measure"]({"shop/__init__.py": b"", "shop/app.py": b"a" * 5000})
    assert (got["files"], got["raw"]) == (2, 5000)
    assert got["zip"] < 500


def test_the_example_of_check_budget():
    check_budget = model("check_budget")["check_budget"]
    sizes, budget = {"app.js": 130, "css": 21}, {"app.js": 120, "fonts": 50}
    found = check_budget(sizes, budget, {"app.js": 100, "css": 20})
    assert found == [("app.js", "grew"), ("app.js", "over-budget"), ("fonts", "unmeasured")]


def some_path(pick):
    return "/".join(pick.choice(ODD_NAMES) for _ in range(pick.randint(1, 4)))


def some_pattern(pick):
    """Segments and wild cards in any order; no `**/` inside a segment, which is not tried."""
    parts = [
        pick.choice(("**", "*", "?", "a*", "*.b", *ODD_NAMES)) for _ in range(pick.randint(1, 4))
    ]
    return pick.choice(("", "!")) + "/".join(parts)


def told_by_letters(pattern, path, start=True):
    """The contract's patterns once more, one letter after the other."""
    if not pattern:
        return not path
    if start and pattern.startswith("**/"):
        after = [0, *(i + 1 for i, letter in enumerate(path) if letter == "/")]
        return any(told_by_letters(pattern[3:], path[i:]) for i in after)
    if pattern.startswith("**"):
        return any(told_by_letters(pattern[2:], path[i:], False) for i in range(len(path) + 1))
    if pattern[0] == "*":
        end = (path + "/").index("/")
        return any(told_by_letters(pattern[1:], path[i:], False) for i in range(end + 1))
    same = path[:1] == pattern[0] or (pattern[0] == "?" and path[:1] not in ("", "/"))
    return same and told_by_letters(pattern[1:], path[1:], pattern[0] == "/")


@pytest.mark.parametrize("seed", range(5))
def test_the_model_of_select_agrees_with_another_reading_of_the_contract(seed):
    select, pick = model("select")["select"], random.Random(seed)
    for _ in range(100):
        paths = sorted({some_path(pick) for _ in range(9)})
        rules = [some_pattern(pick) for _ in range(pick.randint(0, 4))]
        kept = []
        for path in paths:
            hits = [rule for rule in rules if told_by_letters(rule.removeprefix("!"), path)]
            if not hits or hits[-1].startswith("!"):
                kept.append(path)
        assert select(paths, rules) == kept, rules


@pytest.mark.parametrize("seed", range(5))
def test_the_model_of_check_budget_agrees_with_what_the_checker_expects(seed):
    check_budget, pick = model("check_budget")["check_budget"], random.Random(seed)
    for _ in range(100):
        mappings = [
            {key: pick.choice((0, 90, 104, 106, 140)) for key in "abcde" if pick.random() < 0.6}
            for _ in range(3)
        ]
        assert check_budget(*mappings) == Asked(*mappings).problems()


@pytest.mark.parametrize("name", ["select", "build_zip", "check_budget"])
def test_functions_from_anywhere_are_judged(name):
    """As the library's own forms are: no notebook and no file around them."""
    chosen = exercise(name)
    names = model(name)
    objects = [names[required.name] for required in chosen.names]
    for seed in range(3):
        verdict = chosen.judge(chosen.answer(*objects), seed=seed)
        assert verdict.outcome == "passed", str(verdict)
