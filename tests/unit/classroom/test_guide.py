"""The facilitator's guide is what its command makes, and its minutes add up."""

import json
from pathlib import Path

import pytest

from course_lib import cli
from course_lib.classroom.guide import COMMAND, command, guide
from course_lib.classroom.guide_lessons import read_lesson, read_lessons
from course_lib.classroom.guide_plans import read_written
from course_lib.exercises import material
from course_lib.exercises.manifest import exercises
from course_lib.progress.syllabus import LESSONS, lesson

ROOT = Path(__file__).parents[3]
SHEETS = read_lessons(ROOT)
WRITTEN = read_written(SHEETS)
BLOCKS = [(plan, block) for plan in WRITTEN.plans for block in plan.blocks]


def sheet_of(name):
    return next(sheet for sheet in SHEETS if sheet.lesson.name == name)


def part(text, heading, until):
    return text.split(f"{heading}", 1)[1].split(until, 1)[0]


def test_the_stored_guide_is_what_the_command_makes():
    stored = (ROOT / "docs" / "facilitator-guide.md").read_bytes()
    assert stored == guide(ROOT).encode(), f"The guide is out of date. Run: {COMMAND}"


def test_the_command_writes_the_file_or_prints_it(tmp_path, capsys):
    file = tmp_path / "guide.md"
    assert cli.main(["class", "guide", "--output", str(file)]) == 0
    assert str(file) in capsys.readouterr().out
    assert command() == 0
    assert capsys.readouterr().out == file.read_text(encoding="utf-8")


def test_the_command_says_where_the_course_is_not_at_hand(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(material, "course_root", lambda: None)
    assert cli.main(["class", "guide", "--output", str(tmp_path / "guide.md")]) == 2
    assert "The course folder was not found." in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.lesson.name)
def test_the_sections_add_up_to_the_minutes_of_the_lesson(sheet):
    assert sum(section.minutes for section in sheet.sections) == sheet.lesson.minutes
    names = [section.name for section in sheet.sections]
    assert len(set(names)) == len(names)
    assert {"objectives", "symptom", "before", "how it works", "recap", "exercise"} <= set(names)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.lesson.name)
def test_every_lesson_has_objectives_and_questions_before_during_and_after(sheet):
    assert len(sheet.objectives) >= 4
    questions = WRITTEN.questions[sheet.lesson.name]
    for asked in (questions.before, questions.during, questions.after):
        assert len(asked) >= 2
        for each in asked:
            assert each.ask.endswith(("?", "."))
            assert each.listen.endswith(".")
    assert all(each.section for each in questions.during)
    order = [section.name for section in sheet.sections]
    places = [order.index(each.section) for each in questions.during]
    assert places == sorted(places)


def test_each_lesson_has_questions_of_its_own():
    assert list(WRITTEN.questions) == [each.name for each in LESSONS]
    asked = [
        question.ask
        for each in WRITTEN.questions.values()
        for question in (*each.before, *each.during, *each.after)
    ]
    assert len(set(asked)) == len(asked)


def test_the_plans_are_half_a_day_one_day_and_two_half_days():
    assert [(plan.name, plan.minutes, len(plan.blocks)) for plan in WRITTEN.plans] == [
        ("Half a day", 210, 1),
        ("One day", 420, 2),
        ("Two half days", 420, 2),
    ]


@pytest.mark.parametrize(
    ("plan", "block"), BLOCKS, ids=lambda value: getattr(value, "name", "").replace(" ", "-")
)
def test_what_is_planned_fits_with_some_minutes_to_spare(plan, block):
    assert block.minutes == 210
    assert 10 <= block.spare <= 30
    pauses = [item for item in block.items if item.talk == "break"]
    assert len(pauses) >= 2
    for item in block.items:
        assert item.minutes > 0
        assert "exercise" not in [section.name for section in item.sections]


@pytest.mark.parametrize("plan", WRITTEN.plans, ids=lambda plan: plan.name.replace(" ", "-"))
def test_a_plan_takes_lessons_in_an_order_in_which_they_can_be_followed(plan):
    taught = []
    for item in (item for block in plan.blocks for item in block.items if item.sheet):
        if item.core:
            assert set(item.sheet.needs) <= set(taught), item.sheet.lesson.title
        order = [section.name for section in item.sheet.sections]
        places = [order.index(section.name) for section in item.sections]
        assert places == sorted(places)
        taught.append(item.sheet.lesson.name)
    assert len(set(taught)) == len(taught)


def test_the_rows_of_a_plan_follow_each_other():
    text = part(guide(ROOT), "### Half a day", "### One day")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    clock = 0
    for start, minutes, _ in rows[1:]:
        assert start == f"{clock // 60}:{clock % 60:02}"
        clock += int(minutes)
    assert clock == 210


def test_every_misconception_stands_in_the_guide_with_its_sentence():
    text = guide(ROOT).replace("\\", "")
    for each in exercises():
        of_it = part(text, f"### Typical wrong answers: `{each.id}`", "\n#")
        for belief in each.misconceptions:
            entry = f"- **{belief.belief}**  \n  {belief.sentence}\n"
            assert entry.replace("\\", "") in of_it


def test_questions_and_predictions_are_those_of_the_notebooks():
    first = sheet_of("parallel_fetches")
    assert first.section("before").questions == ("When does each call start?",)
    assert first.section("demo C").questions[0].startswith("The customer reads")
    assert [each.demo for each in first.predictions][:2] == [
        "Five ways to fetch",
        "24 products, a few at a time",
    ]
    assert first.before == "`async` and `await`, as far as the start page explains them"
    assert sheet_of("health_checks").needs == ("parallel_fetches", "partial_results")
    assert sheet_of("web_vitals").section("when not").questions == ()
    with pytest.raises(KeyError, match="has no section 'demo Z'"):
        first.section("demo Z")


def test_a_changed_notebook_changes_the_guide(tmp_path):
    notebook = json.loads((ROOT / "notebooks" / LESSONS[0].file).read_text(encoding="utf-8"))
    notebook["cells"][0]["metadata"]["course"]["minutes"] += 1
    file = tmp_path / LESSONS[0].file
    file.write_text(json.dumps(notebook), encoding="utf-8")
    changed = read_lesson(lesson("parallel_fetches"), file)
    assert sum(section.minutes for section in changed.sections) == LESSONS[0].minutes + 1


def test_a_title_without_what_learners_need_is_named(tmp_path):
    file = tmp_path / "bare.ipynb"
    cell = {"cell_type": "markdown", "source": "# 1. Bare", "metadata": {}}
    file.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"bare\.ipynb: the line under the title lacks"):
        read_lesson(lesson("parallel_fetches"), file)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("**Predict before you run.** How long?", ["How long?"]),
        ("**Predict:** how many\nof **fifty**?", ["How many of fifty?"]),
        ("**Predict before you run.** numpy is large. How large?", ["numpy is large. How large?"]),
        ("A page is slow. **Which part?** Look.", ["Which part?"]),
        ("Turn it. And a hundred callers: **how many?**", ["And a hundred callers: how many?"]),
        ("**What to see:** a staircase.\n\n- **Why is it slow?** Take a trace.", []),
    ],
)
def test_a_question_of_a_notebook_is_a_prediction_or_stands_in_bold(tmp_path, text, asked):
    file = tmp_path / "one.ipynb"
    told = {"course": {"section": "demo A", "minutes": 1}}
    cells = [
        {"cell_type": "markdown", "source": "# 1. One\n\n*you need: nothing*", "metadata": {}},
        {"cell_type": "markdown", "source": f"## Demo A\n\n{text}", "metadata": told},
    ]
    file.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    (section,) = read_lesson(lesson("parallel_fetches"), file).sections
    assert list(section.questions) == asked


def test_a_question_under_a_small_heading_says_what_it_is_about():
    questions = sheet_of("bundle_budget").section("traps").questions
    assert questions[0] == "A compressed budget against a raw limit: Does it pass?"


def test_each_row_of_the_predictions_is_a_demo_that_asks(tmp_path):
    source = 'Demo("One", predict={"a": "a: how long?"})\nDemo("Two")\nDemo("Three", predict="c?")'
    file = tmp_path / "one.ipynb"
    cells = [
        {"cell_type": "markdown", "source": "# 1. One\n\n*you need: nothing*", "metadata": {}},
        {"cell_type": "code", "source": source, "metadata": {}},
    ]
    file.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    found = read_lesson(lesson("parallel_fetches"), file).predictions
    assert [(each.demo, each.question) for each in found] == [
        ("One", "a: how long?"),
        ("Three", "c?"),
    ]


@pytest.mark.parametrize("entry", LESSONS, ids=lambda entry: entry.name)
def test_each_section_of_a_lesson_is_a_slide(entry):
    notebook = json.loads((ROOT / "notebooks" / entry.file).read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        kind = cell["metadata"].get("slideshow", {}).get("slide_type")
        heading = "".join(cell["source"]).startswith(("# ", "## "))
        begins = cell["cell_type"] == "markdown" and heading
        section = "minutes" in cell["metadata"].get("course", {})
        assert section == begins == (kind == "slide"), cell["id"]
        assert kind in (None, "slide", "subslide")
