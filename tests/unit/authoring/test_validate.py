"""`course validate` says which cell differs, what was expected, what came, and what to do."""

import xml.etree.ElementTree as ET

import pytest

from course_lib.authoring import validate as module
from course_lib.authoring.build import build
from course_lib.authoring.course import CourseError
from course_lib.authoring.junit import to_xml
from course_lib.authoring.validate import CellResult, Report, command, validate

from .conftest import ANSWER, code, shown, stream, text


@pytest.fixture
def sound(course, put):
    """A course whose one exercise is to write `load` so that it gives [1, 2]."""
    put(
        course.solutions / "01_x.ipynb",
        text("# X"),
        code("import asyncio\nasync def api(n):\n    return n", "api", count=1),
        code(ANSWER, "load-answer", count=2),
        code("await load(api)", "load-check", count=3, outputs=[shown(3, plain="[1, 2]")]),
        code("print('end')", "end", count=4, outputs=[stream("end\n")]),
    )
    build(course)
    return course


@pytest.fixture
def mine(sound, put):
    """A learner's notebook in work/exercises, with this answer and cells of their own."""

    def mine(answer, *own, name="01_x.ipynb"):
        (sound.work / "exercises").mkdir(parents=True, exist_ok=True)
        return put(sound.work / "exercises" / name, *own, code(answer, "load-answer"))

    return mine


def test_a_right_and_a_wrong_answer_from_end_to_end(sound, mine, tmp_path, capsys):
    right = mine("async def load(api):\n    return both", code("both = [1, 2]", "54cf2774"))
    wrong = mine("async def load(api):\n    return [2, 1]", name="01_x-Copy1.ipynb")
    xml = tmp_path / "reports" / "junit.xml"
    assert command(sound, [right, wrong], junit_file=xml) == 1
    said = capsys.readouterr().out
    assert "work/exercises/01_x.ipynb: 4 cells compared, all as expected." in said
    assert (
        "work/exercises/01_x-Copy1.ipynb, cell load-check: the output differs (text/plain).\n"
        "  expected:\n    [1, 2]\n  got:\n    [2, 1]\n"
        "  To mend: edit the cell load-answer and run its check, then:"
        " course validate work/exercises/01_x-Copy1.ipynb"
    ) in said
    suites = ET.parse(xml).getroot().findall("testsuite")
    assert [(suite.get("tests"), suite.get("failures")) for suite in suites] == [
        ("5", "0"),
        ("4", "1"),
    ]
    (failure,) = ET.parse(xml).getroot().iter("failure")
    assert "[2, 1]" in failure.text


def test_an_answer_that_raises_is_one_sentence(sound, mine):
    report = validate(sound, mine("async def load(api):\n    raise ValueError('no')"))
    assert not report.good
    (sentence,) = report.sentences()
    assert "cell load-check: ValueError: no" in sentence
    assert "Traceback" not in sentence


@pytest.mark.parametrize(
    ("content", "said"), [("{", "is damaged"), ('{"nbformat": 3}', "has notebook format 3")]
)
def test_a_notebook_that_cannot_be_read_is_a_sentence(sound, tmp_path, capsys, content, said):
    path = sound.root / "mine.ipynb"
    path.write_text(content)
    xml = tmp_path / "junit.xml"
    assert command(sound, [path], junit_file=xml) == 2
    assert said in capsys.readouterr().out
    assert len(list(ET.parse(xml).getroot().iter("error"))) == 1


def test_a_notebook_of_another_course_is_a_sentence(sound, put):
    with pytest.raises(CourseError, match="belongs to no notebook in solutions/"):
        validate(sound, put(sound.root / "other.ipynb", code("1", "one")))


def test_a_copy_of_a_lesson_is_a_sentence(sound, put):
    put(sound.lessons / "01_x.ipynb", text("# Lesson", "lesson"), code("1", "one"))
    mine = put(sound.root / "01_x.ipynb", text("# Lesson", "lesson"), code("1", "one"))
    with pytest.raises(CourseError, match="is a lesson and holds no answers"):
        validate(sound, mine)


def test_a_missing_answer_cell_is_a_sentence(sound, put):
    with pytest.raises(CourseError, match="has no cell load-answer"):
        validate(sound, put(sound.root / "01_x.ipynb", code("1", "one")))


def test_a_reference_without_stored_outputs_is_refused(sound, mine, monkeypatch):
    monkeypatch.setattr(module, "run_nbval", lambda notebook: pytest.fail("nothing to compare"))
    path = sound.solutions / "01_x.ipynb"
    path.write_text(path.read_text().replace('"execution_count": 2', '"execution_count": null'))
    with pytest.raises(CourseError, match="so nothing would be compared") as error:
        validate(sound, mine("x"))
    assert "course build --run solutions/01_x.ipynb" in str(error.value)


def test_without_nbval_a_sentence_says_how_to_get_it(sound, mine, monkeypatch):
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CourseError, match="Validating needs nbval and pytest"):
        validate(sound, mine("x"))


def test_characters_that_xml_has_no_form_for_do_not_break_the_report():
    cell = CellResult("load-check", "failed", error="ESC \x1b and \ud800 and <b>")
    xml = to_xml([Report("n.ipynb", (cell,), mend={"": "look"})])
    assert "ESC ? and ? and &lt;b&gt;" in xml
    ET.fromstring(xml.encode())
