"""The command line: one clear sentence for every wrong call, and the rooms do the rest."""

import json
import subprocess
import sys

import pytest

from course_lib import cli
from course_lib.authoring.course import Course, CourseError, find_course


@pytest.fixture
def called(monkeypatch):
    """What reached the rooms, instead of doing it."""
    from course_lib.authoring import build, doctor, gates, reset, update, validate, workspace
    from course_lib.exercises import judge

    calls = []

    def record(name, result):
        def call(*args, **options):
            calls.append((name, args[-1] if args else None, options))
            return result

        return call

    monkeypatch.setattr(build, "build", record("build", []))
    monkeypatch.setattr(gates, "command", record("gates", 1))
    monkeypatch.setattr(judge, "command", record("judge", 1))
    monkeypatch.setattr(validate, "command", record("validate", 0))
    monkeypatch.setattr(reset, "command", record("reset", 0))
    monkeypatch.setattr(update, "command", record("update", 1))
    monkeypatch.setattr(update, "pending", lambda course: [])
    monkeypatch.setattr(doctor, "command", record("doctor", 1))
    monkeypatch.setattr(workspace, "prepare", record("prepare", ["work/notebooks/a.ipynb"]))
    monkeypatch.setattr(workspace, "open_lab", record("open", 0))
    return calls


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["chek"], "invalid choice: 'chek'"),
        (["check"], "the following arguments are required: ID, FILE"),
        (["check", "load_dashboard"], "the following arguments are required: FILE"),
        (["check", "load_dashboard", "a.py", "--jsn"], "unknown option --jsn"),
        (["check", "load_dashboard", "a.py", "--timeout", "soon"], "'soon' is not a number"),
        (["check", "load_dashboard", "a.py", "--timeout", "-1"], "'-1' is not a number"),
        (["check", "load_dashboard", "a.py", "--timeout", "nan"], "'nan' is not a number"),
        (["build", "--run", "--check"], "not allowed with argument"),
        (["validate"], "the following arguments are required: NOTEBOOK"),
        (["class"], "name what to do: check, board, hub, guide"),
        (["class", "check"], "the following arguments are required: DIR"),
        (["class", "chek", "."], "invalid choice: 'chek'"),
        (["progress", "load_dashboard", "extra"], "unknown option extra"),
        (["reset"], "the following arguments are required: EXERCISE|LESSON"),
        (["reset", "settle", "--bring-back", "last"], "'last' is not a number from 1 on"),
        (["reset", "settle", "--bring-back", "0"], "'0' is not a number from 1 on"),
        (["doctor", "extra"], "unknown option extra"),
    ],
)
def test_a_call_that_cannot_be_understood_is_one_sentence_and_status_2(call, said, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(call)
    assert stop.value.code == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert "--help" in error


def test_without_a_command_the_commands_are_listed(capsys):
    assert cli.main([]) == 2
    shown = capsys.readouterr().out
    for command in (
        "lab", "check", "class", "validate", "build", "reset", "update", "doctor", "progress",
    ):  # fmt: skip
        assert f"    {command} " in shown


def test_an_unknown_exercise_names_the_nearest(tmp_path, capsys):
    answer = tmp_path / "answer.py"
    answer.write_text("")
    assert cli.main(["check", "load_dashbord", str(answer)]) == 2
    error = capsys.readouterr().err
    assert "load_dashboard" in error
    assert "Traceback" not in error


def test_check_passes_on_what_was_asked(called):
    assert cli.main(["check", "load_dashboard", "a.py", "b.py", "--json", "--timeout", "3"]) == 1
    ((name, files, options),) = called
    assert (name, files) == ("judge", ["a.py", "b.py"])
    assert options == {"as_json": True, "timeout": 3.0}


def test_lab_prepares_and_passes_jupyters_own_options_on(called, capsys):
    assert cli.main(["lab", "--no-open", "--port=9999", "--ServerApp.token="]) == 0
    assert [call[0] for call in called] == ["prepare", "open"]
    assert called[1][1] == ["--no-browser", "--port=9999", "--ServerApp.token="]
    assert "work/notebooks/a.ipynb" in capsys.readouterr().out


def test_lab_prepare_only_opens_nothing(called):
    assert cli.main(["lab", "--prepare-only"]) == 0
    assert [call[0] for call in called] == ["prepare"]


def test_lab_says_when_the_course_is_newer_than_the_copies(called, monkeypatch, capsys):
    from course_lib.authoring import update

    monkeypatch.setattr(update, "pending", lambda course: ["work/notebooks/a.ipynb", "b"])
    assert cli.main(["lab", "--prepare-only"]) == 0
    said = capsys.readouterr().out
    assert "The course has changed since your copies were made (2 files)." in said
    assert "course update" in said


def test_reset_and_its_way_back(called):
    assert cli.main(["reset", "settle"]) == 0
    assert cli.main(["reset", "settle", "--bring-back"]) == 0
    assert cli.main(["reset", "2", "--bring-back", "3"]) == 0
    assert [(what, options) for _, what, options in called] == [
        ("settle", {"back": False, "number": None}),
        ("settle", {"back": True, "number": None}),
        ("2", {"back": True, "number": 3}),
    ]


def test_update_fetches_unless_told_not_to_and_doctor_gives_its_status(called):
    assert cli.main(["update"]) == 1
    assert cli.main(["update", "--no-fetch"]) == 1
    assert [options for _, _, options in called] == [{"fetching": True}, {"fetching": False}]
    assert cli.main(["doctor"]) == 1


def test_a_full_disk_is_a_sentence(called, monkeypatch, capsys):
    from course_lib.authoring import reset

    def full(*args, **options):
        raise OSError(28, "No space left on device", "work/kept/settle-1.py")

    monkeypatch.setattr(reset, "command", full)
    assert cli.main(["reset", "settle"]) == 2
    error = capsys.readouterr().err
    assert error == "course reset: work/kept/settle-1.py: No space left on device.\n"


def test_build_and_its_two_ways(called, capsys):
    assert cli.main(["build", "notebooks/a.ipynb"]) == 0
    assert cli.main(["build", "--run"]) == 0
    assert cli.main(["build", "--check"]) == 1
    assert [(name, options.get("run")) for name, _, options in called] == [
        ("build", False),
        ("build", True),
        ("gates", None),
    ]
    assert "Nothing changed." in capsys.readouterr().out


def test_validate_writes_a_report_where_asked(called, tmp_path):
    assert cli.main(["validate", "a.ipynb", "--junit", str(tmp_path / "j.xml")]) == 0
    ((_, _, options),) = called
    assert options == {"junit_file": tmp_path / "j.xml"}


def test_a_mistake_in_the_course_is_a_sentence(monkeypatch, capsys):
    from course_lib.authoring import build

    def fail(*args, **options):
        raise CourseError("solutions/01.ipynb, cell a: no.")

    monkeypatch.setattr(build, "build", fail)
    assert cli.main(["build"]) == 2
    assert capsys.readouterr().err == "course build: solutions/01.ipynb, cell a: no.\n"


def test_an_interrupt_is_not_a_traceback(monkeypatch, capsys):
    from course_lib.authoring import gates

    def interrupt(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(gates, "command", interrupt)
    assert cli.main(["build", "--check"]) == 130
    assert capsys.readouterr().err == "course build: stopped.\n"


def test_progress_prints_text_or_json(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    assert cli.main(["progress"]) == 0
    assert "Nothing yet." in capsys.readouterr().out
    assert cli.main(["progress", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["solved"] == []


def test_the_course_is_found_from_any_folder_of_it(tmp_path):
    for folder in ("course_lib", "notebooks", "work/exercises"):
        (tmp_path / folder).mkdir(parents=True)
    assert find_course(tmp_path / "work" / "exercises") == Course(tmp_path)


def test_checking_loads_no_widget_no_chart_and_no_notebook_tool(tmp_path):
    program = (
        "import sys; from course_lib.cli import main\n"
        "main(['check', 'load_dashboard', sys.argv[1]])\n"
        "heavy = {'ipywidgets', 'anywidget', 'matplotlib', 'nbformat', 'nbclient', 'IPython'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    answer = tmp_path / "answer.py"
    answer.write_text("async def load_dashboard(api, customer_id):\n    return {}\n")
    done = subprocess.run(
        [sys.executable, "-c", program, str(answer)], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"
    assert "load_dashboard" in done.stdout
