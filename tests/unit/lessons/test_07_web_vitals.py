"""The figures of lesson 7, from the lesson's own cells: recorded beacons, and virtual time."""

import json
import re
import statistics
from collections import Counter

import pytest
from lesson_cells import NOTEBOOKS, code_cells, run_cell

from course_lib import quiz, shop

CELLS = code_cells("07_web_vitals.ipynb")
DISPLAYS = {"ticket", "demo-1-page", "demo-2-run", "demo-4-run",
            *(f"recap-{n}" for n in range(1, 6))}  # fmt: skip


@pytest.fixture(scope="module")
def lesson():
    """The names of the lesson after all its cells, what each printed, and its demos."""
    names, printed, shown = {}, {}, {}
    for cell, (source, _) in CELLS.items():
        shown[cell], printed[cell] = run_cell(source, names)
    return names, printed, shown


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell not in DISPLAYS])
def test_a_cell_prints_what_is_stored(lesson, cell):
    assert lesson[1][cell] == CELLS[cell][1]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("before-run", r"0\.1885\n.* nan"),
        ("demo-1-server-run",
         r"^moved: FCP by [89]\d\d ms, LCP by [89]\d\d ms, TTFB by [89]\d\d ms$"),
        ("demo-1-all-run", r"^image 3000 ms +\{'LCP': (29|30|31)\d\d.*\n"
                           r"banner 200 px +\{'CLS': 0\.37\d\}\nblock 600 ms +\{'INP': [56]\d\d"),
        ("demo-1-banner-run",
         r"picture: +3[01]\d\d ms +CLS 0\.000\n.*banner: +1?\d\d ms +CLS 0\.3"),
        ("demo-2-compare", r"35% slow.*mean +2773.*p75 +4767 ms, poor(.*\n).*mean +2774.*1446 ms, "
                           r"good +\(96%"),
        ("demo-3-run", r"CLS +seq 1 +value +0\.000(.*\n)+after .*\n +CLS +seq 2 +value +0\.374\n$"),
        ("demo-4-read", r"by seq +\{0\.05: 40, 0\.3: 10\}"),
        ("after-run", r"204: 16\} +reports stored: 70(.*\n)+INP +6 visits"),
        ("trap-forged", r"^400 (.*\n)+413  5000 bytes\n(.*\n)+stored: 0"),
        ("trap-flood-code", r"taken: 149, refused with 429: 851\nin the store: 100, dropped: 49"),
        ("trap-nan-code", r"p75: 5000\n.*p75: 1100"),
        ("trap-pii-code", r"enough: /reset\n$"),
        ("trap-bots-code", r"4767 ms, poor\n.*18\d\d ms, good"),
        ("trap-requests-code", r"^7 visits: 8 beacons that count, (3[5-9]|4[0-2]) live ones"),
    ],
)  # fmt: skip
def test_a_figure_of_the_lesson(lesson, cell, said):
    assert re.search(said, lesson[1][cell], re.MULTILINE), lesson[1][cell]


def test_the_server_moves_three_metrics_and_each_other_knob_one(lesson):
    names = lesson[0]
    assert set(names["slow_server"]) == {"TTFB", "FCP", "LCP"}


def test_demo_2_says_poor_by_the_p75_alone(lesson):
    rows = lesson[2]["demo-2-run"].table("a thousand visits").rows
    assert [row["rating"] for row in rows] == ["good", "needs-improvement", "poor"]
    assert [round(row["ms"], -2) for row in rows] == [1200, 2800, 4800]


def test_demo_4_takes_what_the_text_says_and_loses_nothing(lesson):
    demo = lesson[2]["demo-4-run"]
    slow, fast = demo.run("one by one"), demo.run("batched")
    assert round(slow.elapsed, 1) == 4.9
    assert round(fast.elapsed, 2) == 0.19
    for run in (slow, fast):
        assert len({(row["id"], row["seq"]) for row in run.value}) == 60
        assert any(mark.name.startswith("repeated") for mark in run.trace.marks)
    assert any(mark.name.startswith("overtaken") for mark in fast.trace.marks)
    assert not any(mark.name.startswith("overtaken") for mark in slow.trace.marks)


def test_only_seq_gives_the_truth_at_every_seed(lesson):
    demo = lesson[2]["demo-4-run"]
    for seed in range(1, 20):
        arrived = demo.run("batched", seed=seed, retries=5).value
        values = shop.final_values(arrived).values()
        assert Counter(values) == {0.05: 40, 0.3: 10}


def test_without_retries_reports_are_lost(lesson):
    run = lesson[2]["demo-4-run"].run("one by one", retries=0, failure=0.3)
    assert len(run.value) < 60


def test_the_numbers_of_the_recap():
    question = quiz("web_vitals", 3)
    values = [float(number) for number in re.findall(r"\d\.\d", question.text)]
    right = next(option for option in question.options if option.right)
    mean = next(option for option in question.options if "mean" in option.text)
    assert len(values) == 8
    assert right.text.startswith(f"{shop.assess('LCP', values)[0]} s")
    assert mean.text.startswith(f"{statistics.mean(values)} s")


def test_the_minutes_add_up():
    notebook = json.loads((NOTEBOOKS / "07_web_vitals.ipynb").read_text(encoding="utf-8"))
    minutes = [cell["metadata"].get("course", {}).get("minutes", 0) for cell in notebook["cells"]]
    assert sum(minutes) == notebook["metadata"]["course"]["minutes"] == 60
