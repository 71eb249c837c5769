"""The library's own forms are right answers to the lesson's exercises: one contract, no drift."""

import types

import pytest

from course_lib import bundles
from course_lib.exercises.bundle_budget import BUILD_ZIP, CHECK_BUDGET, SELECT

FORMS = [
    (SELECT, (bundles.select,)),
    (BUILD_ZIP, (bundles.build_zip, bundles.measure)),
    (CHECK_BUDGET, (bundles.check_budget,)),
]


@pytest.mark.parametrize(("exercise", "objects"), FORMS, ids=lambda value: getattr(value, "id", ""))
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_library_passes_the_exercise(exercise, objects, seed):
    verdict = exercise.judge(exercise.answer(*objects), seed=seed)
    assert verdict.outcome == "passed", str(verdict)


def test_no_name_is_hidden_by_a_module_of_the_same_name():
    for name in bundles.__all__:
        assert not isinstance(getattr(bundles, name), types.ModuleType), name
    with pytest.raises(AttributeError, match="nothing_like_it"):
        bundles.nothing_like_it  # noqa: B018
    assert dir(bundles) == bundles.__all__
