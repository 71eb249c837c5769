"""The budget check and its sentences."""

import pytest

from course_lib.bundles.gate import Budget, Line, check_budget, raised


def test_all_problems_are_told_in_order():
    sizes = {"web": 210, "app": 90, "css": 120, "free": 5}
    budget = {"web": 200, "app": 100, "gone": 10}
    baseline = {"web": 100, "app": 100, "css": 100}
    assert check_budget(sizes, budget, baseline) == [
        ("css", "grew"),
        ("gone", "unmeasured"),
        ("web", "grew"),
        ("web", "over-budget"),
    ]
    assert check_budget({}, {}) == []


BUDGET = Budget(
    {
        "wheel": Line(2000, 1000, "The wheel"),
        "modules": Line(3, 3, "What an import loads", "modules", 0.5),
    }
)


def test_each_line_has_its_own_tolerance():
    assert BUDGET.check({"wheel": 1051, "modules": 3}) == [("wheel", "grew")]
    assert BUDGET.check({"wheel": 1050, "modules": 4}) == [("modules", "over-budget")]


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ({"wheel": 2500, "modules": 1}, "500 over its limit of 2 000"),
        ({"wheel": 1200, "modules": 1}, "20 % more than its baseline of 1 000; 5 % are allowed"),
        ({"modules": 1}, "The wheel (wheel) was not measured. Was it renamed?"),
        ({"wheel": 1, "modules": 5}, "What an import loads (modules) is 5 modules, 2 over"),
    ],
)
def test_a_sentence_says_which_how_much_and_what_to_do(sizes, said):
    assert said in " ".join(BUDGET.sentences(sizes))


def test_a_file_without_a_number_is_refused_with_its_name(tmp_path):
    path = tmp_path / "budget.toml"
    path.write_text('[artefact.wheel]\nlimit = 5\nbaseline = "four"\n')
    with pytest.raises(ValueError, match=r"budget\.toml: wheel needs a number as its baseline"):
        Budget.read(path)
    path.write_text("tolerance = 0.2\n[artefact.wheel]\nlimit = 5\nbaseline = 4\n")
    assert Budget.read(path).lines == {"wheel": Line(5, 4, "wheel", "bytes", 0.2)}


def test_a_raised_or_removed_limit_is_named():
    before = {"a": 1, "b": 2, "c": 3}
    assert raised(before, {"a": 1, "b": 1, "c": 4, "d": 9}) == ["c"]
    assert raised(before, {}) == ["a", "b", "c"]
