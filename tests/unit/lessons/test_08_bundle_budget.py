"""The figures that lesson 8 tells, from the lesson's own cells."""

import re

import pytest
from lesson_cells import code_cells, run_cell

from course_lib.bundles.inventory import recorded, zip_size

CELLS = code_cells("08_bundle_budget.ipynb")
# These depend on what is installed here, or show something.
MEASURED = {"service-run", "demo-2-all", "demo-3-run", "demo-5-level", "own-run"}
DISPLAYS = {"ticket", "demo-1-run", "demo-4-run", "demo-6-run"}


@pytest.fixture(scope="module")
def lesson():
    """The names of the lesson after all its cells, what each printed, and what it shows."""
    names, printed, shown = {}, {}, {}
    for cell, (source, _) in CELLS.items():
        if cell != "ticket" and not cell.startswith("recap"):
            shown[cell], printed[cell] = run_cell(source, names)
    return names, printed, shown


def compared():
    return [c for c in CELLS if c not in MEASURED | DISPLAYS and not c.startswith("recap")]


@pytest.mark.parametrize("cell", compared())
def test_a_cell_prints_what_is_stored(lesson, cell):
    assert lesson[1][cell] == CELLS[cell][1]


@pytest.mark.parametrize("cell", sorted(MEASURED))
def test_a_measured_cell_prints_something(lesson, cell):
    assert lesson[1][cell].strip()


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("demo-1-compare", r"tests, stubs, headers +462 +50\.3 +15\.19 +14\.2%"),
        ("demo-1-compare", r"without numpy itself +116 +1\.3 +0\.33 +97\.7%"),
        ("demo-1-installed", r"(.*: True\n){3}"),
        ("demo-2-run", r"export_csv\.py +no +no +yes\ntern_shop/product\.html +no +no +yes"),
        ("demo-2-broken", r"health +200\n.*FileNotFoundError\n.*ModuleNotFoundError\n"),
        ("demo-3-verdict", r"eager.*True\nlazy.*False"),
        ("demo-5-metafile", r"before: 140610 bytes"),
        ("after-code", r"patterns\n  raw: grew\n  red\nwithout numpy\n  green"),
        ("after-code", r"import seconds: unmeasured"),
        ("own-verdict", r"loads: course_lib\n.*18 % more.*\n.*1 000 over its limit"),
        ("trap-raw", r"2 MB: True\n.*2 MB: False"),
        ("trap-level-code", r"262\.1 times"),
        ("trap-info-code", r"found, with its version\nwithout dist-info: not found"),
        ("trap-wheels-code", r"starlette.*True\nnumpy.*False"),
        ("trap-time-code", r"False\n.*False\n.*True"),
        ("trap-raise-code", r"\['web\.js', 'zip'\]"),
    ],
)
def test_a_figure_of_the_lesson(lesson, cell, said):
    assert re.search(said, lesson[1][cell], re.MULTILINE), lesson[1][cell]


def test_removing_a_dependency_saves_seven_times_what_the_patterns_save(lesson):
    whole, kept = recorded().raw, recorded().without(lesson[0]["RULES"]["tests, stubs, headers"])
    patterns, removed = 1 - kept.raw / whole, 1 - recorded("statistics").raw / whole
    assert round(removed / patterns) == 7
    assert len(kept.files) < len(recorded().files) / 2  # "more than half of the files"


def test_text_shrinks_to_a_quarter_and_native_code_to_a_third():
    from course_lib.bundles.kinds import kind_of

    def ratio(kind):
        files = [f for f in recorded().files.values() if kind_of(f.name) == kind]
        return sum(f.raw for f in files) / sum(f.deflated[6] for f in files)

    assert round(ratio("Python code")) == 4
    assert round(ratio("native code")) == 3


def test_level_9_brings_less_than_a_hundredth():
    sizes = [zip_size(recorded().files.values(), level) for level in (6, 9)]
    assert 0 < 1 - sizes[1] / sizes[0] < 0.01


def test_creep_passes_the_limit_and_meets_the_baseline_at_commit_10(lesson):
    creep, jump = lesson[2]["demo-4-run"].table("quarter").rows
    assert (creep["limit"], creep["baseline"], creep["moving baseline"]) == (
        "never", "commit 10", "never")  # fmt: skip
    assert set(jump.values()) >= {"commit 40"}
    assert round(creep["last MB"] / creep["first MB"], 2) == 1.33


def test_demo_1_is_over_its_budget_and_fits_with_patterns(lesson):
    demo = lesson[2]["demo-1-run"]
    assert "over." in demo.table("as recorded").said
    kept = demo.table("as recorded", exclude="tests, stubs, headers")
    assert "within." in kept.said
    assert "14.2 % left out" in kept.said


def test_the_cold_start_meets_the_same_luck_in_all_variants(lesson):
    demo = lesson[2]["demo-6-run"]
    whole, patterns, small = (demo.run(name) for name in ("all files", "patterns", "no numpy"))
    failures = [[s.status for s in run.trace.spans if s.name == "pull"].count("failed")
                for run in (whole, patterns, small)]  # fmt: skip
    assert failures == [1, 1, 1]
    assert round(1 - patterns.elapsed / whole.elapsed, 2) == 0.1  # "a tenth of the seconds"
    assert 0.4 < small.elapsed < 0.6  # "half a second"
    late = whole.elapsed - demo.run("all files", pull_failure=0.0).elapsed
    assert round(late, 1) == 1.7


def test_an_instance_without_a_retry_is_missing(lesson):
    demo = lesson[2]["demo-6-run"]
    assert demo.run("all files", retries=0).value == "2 of 3 are up"


def test_half_of_the_start_is_numpy():
    from course_lib.bundles.inventory import about

    seconds = about()["seconds"]
    share = seconds["statistics"]["next_import"] / seconds["numpy"]["next_import"]
    assert 0.35 < share < 0.65  # "in about half the time"
