"""The doctor looks at each thing, says what to run, and prints the same where all is well."""

import subprocess
import sys
import time
import webbrowser
from importlib import metadata
from pathlib import Path

import pytest

from course_lib.authoring import doctor
from course_lib.authoring.doctor import Line, Report, machine, packages, site


def lines(check):
    return list(check())


def states(check):
    return [line.state for line in check()]


def test_where_nothing_is_missing_it_prints_one_sentence_whatever_the_machine(monkeypatch):
    monkeypatch.setenv("COURSE_HEADLESS", "1")
    one = Report((Line("fine", "Python", "3.11"), Line("optional", "Node", "not found")))
    other = Report((Line("fine", "Python", "3.13"),))
    ready = {"text/plain": "Your environment is ready."}
    assert one._repr_mimebundle_() == other._repr_mimebundle_() == ready


def test_what_is_missing_comes_with_what_to_run(monkeypatch):
    report = Report((Line("fine", "a", "b"), Line("missing", "packages", "<httpx>", "make lab")))
    assert str(report).startswith("missing   packages       <httpx>\n")
    assert str(report).endswith("Run: make lab")
    monkeypatch.delenv("COURSE_HEADLESS", raising=False)
    page = report._repr_mimebundle_()["text/html"]
    assert "1 to mend:" in page
    assert "&lt;httpx&gt;" in page
    assert "<code>make lab</code>" in page


def test_here_everything_is_there_and_it_takes_a_moment():
    start = time.process_time()
    report = doctor.doctor()
    print(f"{time.process_time() - start:.3f} s of CPU")
    assert str(report) == "Your environment is ready."
    names = [line.name for line in report.lines]
    for name in ("Python", "packages", "JupyterLab", "widgets", "kernel", "browser", "ports",
                 "Node", "write access", "clock"):  # fmt: skip
        assert name in names


def test_in_a_browser_it_speaks_of_the_page_and_of_nothing_to_install(monkeypatch):
    monkeypatch.setattr(doctor, "in_browser", lambda: True)
    report = doctor.doctor()
    assert str(report) == "Your environment is ready."
    assert [line.name for line in report.lines] == ["Python", "drive", "matplotlib", "limits"]
    monkeypatch.setattr(site.os.path, "isdir", lambda path: path == "/drive")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setattr(site, "find_spec", lambda name: None)
    lines = doctor.doctor().lines
    assert [line.state for line in lines] == ["fine", "fine", "optional", "optional"]
    assert not any("make lab" in line.run for line in lines)


def test_the_command_starts_a_kernel_and_says_how_it_ended(capsys):
    assert doctor.command() == 0
    said = capsys.readouterr().out
    assert "fine      kernel         it starts and answers" in said
    assert said.endswith("Your environment is ready.\n")


def test_the_command_ends_with_1_when_something_is_missing(monkeypatch, capsys):
    monkeypatch.setattr(packages, "CHECKS", ())
    monkeypatch.setattr(packages, "kernel", lambda: [Line("missing", "kernel", "none", "run it")])
    monkeypatch.setattr(machine, "CHECKS", ())
    assert doctor.command() == 1
    said = capsys.readouterr().out
    assert "Run: run it" in said
    assert said.endswith("1 to mend.\n")


def test_a_check_that_fails_does_not_hide_the_others(monkeypatch):
    def widgets():
        raise ModuleNotFoundError(name="jupyter_core")
        yield

    def python():
        raise ZeroDivisionError("odd")
        yield

    monkeypatch.setattr(packages, "CHECKS", (widgets, python))
    report = doctor.doctor()
    absent, odd = report.missing
    assert (absent.name, absent.run) == ("widgets", doctor.INSTALL)
    assert absent.text == "jupyter_core is needed to look, and is not installed"
    assert odd.text == "could not be looked at: ZeroDivisionError: odd"
    assert len(report.lines) > 5


def test_an_old_python_is_named(monkeypatch):
    monkeypatch.setattr(packages, "_metadata", lambda key: ">=9.1")
    (line,) = lines(packages.python)
    assert line.state == "missing"
    assert "9.1 or later is needed" in line.text
    assert "make lab PYTHON=" in line.run


def test_packages_are_compared_with_the_metadata_of_the_course(monkeypatch):
    installed = {"httpx": "0.27.2", "nbformat": "5.10.4", "jupyterlab": "4.6.6"}
    monkeypatch.setattr(packages, "_installed", lambda name: installed.get(name, ""))
    wanted = [
        "httpx>=0.28", "nbformat>=5.10.4", "anywidget>=0.9.21", "jupyterlab>=4.4; extra == 'lab'",
        "fix-patterns[lab]; extra == 'test'", 'playwright>=1.48; extra == "browser"',
        "wigglystuff>=0.2; python_version >= '3.12' and extra == 'bench'",
    ]  # fmt: skip
    installed[packages.PROJECT] = "0.1.0"
    monkeypatch.setattr(packages, "_requirements", lambda: wanted)
    texts = [line.text for line in packages.packages()]
    assert texts == ["httpx 0.27.2, and 0.28 is needed", "anywidget"]
    installed |= {"httpx": "0.28rc1", "anywidget": "0.10"}
    (line,) = lines(packages.packages)
    assert (line.state, line.text) == ("fine", "all 4 that the course needs")


def test_a_checkout_that_is_newer_than_its_installation_is_asked_first(tmp_path):
    newer = tmp_path / "pyproject.toml"
    newer.write_text(
        f'[project]\nname = "{packages.PROJECT}"\ndependencies = ["brand-new>=1"]\n'
        '[project.optional-dependencies]\nlab = ["jupyterlab>=9"]\ntest = ["pytest>=1"]\n'
    )
    lines = packages._requirements(newer)
    assert list(packages._needed(lines)) == [("brand-new", "1"), ("jupyterlab", "9")]


@pytest.mark.parametrize("text", ["{", '[project]\nname = "another"', ""])
def test_a_folder_of_another_project_says_nothing_about_the_course(tmp_path, monkeypatch, text):
    monkeypatch.setattr(metadata, "requires", lambda name: ["httpx>=0.28"])
    (tmp_path / "pyproject.toml").write_text(text)
    assert packages._requirements(tmp_path / "pyproject.toml") == ["httpx>=0.28"]
    assert packages._requirements(tmp_path / "not-there.toml") == ["httpx>=0.28"]


def test_here_the_list_is_that_of_pyproject():
    text = (Path(__file__).parents[3] / "pyproject.toml").read_text()
    found = dict(packages._needed(packages._requirements()))
    assert found["nbformat"] == "5.10.4"
    assert all(f'"{name}>={least}' in text for name, least in found.items())
    assert "playwright" not in found


def test_a_course_that_is_not_installed_is_one_line(monkeypatch):
    monkeypatch.setattr(packages, "_installed", lambda name: "")
    (line,) = lines(packages.packages)
    assert (line.state, line.run) == ("missing", doctor.INSTALL)


def test_widgets_that_jupyterlab_does_not_find_or_that_are_off(monkeypatch, tmp_path):
    from jupyter_core import paths

    (tmp_path / "anywidget").mkdir()
    (tmp_path / "labconfig").mkdir()
    page = tmp_path / "labconfig" / "page_config.json"
    page.write_text('{"disabledExtensions": {"anywidget": true, "another": false}}')
    monkeypatch.setattr(paths, "jupyter_path", lambda *folder: [str(tmp_path)])
    monkeypatch.setattr(paths, "jupyter_config_path", lambda: [str(tmp_path)])
    absent, off = lines(packages.widgets)
    assert "@jupyter-widgets/jupyterlab-manager" in absent.text
    assert off.run == "jupyter labextension enable anywidget"
    page.write_text("{")
    assert states(packages.widgets) == ["missing"]


def test_a_kernel_that_is_not_there_or_starts_nothing(monkeypatch):
    from jupyter_client import kernelspec

    def none(self, name):
        raise kernelspec.NoSuchKernel(name)

    monkeypatch.setattr(kernelspec.KernelSpecManager, "get_kernel_spec", none)
    assert states(packages.kernel) == ["missing"]
    gone = kernelspec.KernelSpec(argv=["/not/there/python", "-m", "ipykernel"])
    monkeypatch.setattr(kernelspec.KernelSpecManager, "get_kernel_spec", lambda self, name: gone)
    (line,) = lines(packages.kernel)
    assert "/not/there/python" in line.text
    assert "ipykernel install" in line.run


@pytest.mark.parametrize("name", ["", "w3m"])
def test_without_a_browser_another_machines_will_do(monkeypatch, name):
    def get():
        if not name:
            raise webbrowser.Error("could not locate runnable browser")
        return webbrowser.GenericBrowser(name)

    monkeypatch.setattr(webbrowser, "get", get)
    assert states(machine.browser) == ["optional"]
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.GenericBrowser("/usr/bin/firefox"))
    (line,) = lines(machine.browser)
    assert (line.state, line.text) == ("fine", "firefox opens JupyterLab")


def test_where_nothing_may_listen_it_is_said(monkeypatch):
    def refuse(*args, **options):
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(machine.socket, "create_server", refuse)
    (line,) = lines(machine.ports)
    assert line.state == "missing"
    assert "Operation not permitted" in line.text


def test_node_is_optional(monkeypatch):
    monkeypatch.setattr(machine.shutil, "which", lambda name: None)
    assert states(machine.node) == ["optional"]
    monkeypatch.setattr(machine.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert states(machine.node) == ["fine"]


def test_a_place_that_cannot_be_written_is_named(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "file" / "progress.json"))
    progress = next(line for line in machine.write_access() if "COURSE_PROGRESS" in line.run)
    assert progress.state == "missing"
    assert "Not a directory" in progress.text
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "new" / "folder" / "progress.json"))
    assert set(states(machine.write_access)) == {"fine"}
    assert not (tmp_path / "new").exists()


def test_a_coarse_clock_is_told_but_stops_nobody(monkeypatch):
    (line,) = lines(machine.clock)
    assert line.state == "fine"
    coarse = type("Info", (), {"resolution": 0.05})
    monkeypatch.setattr(machine.time, "get_clock_info", lambda name: coarse)
    assert states(machine.clock) == ["optional"]


def test_the_doctor_loads_no_widget_no_chart_and_no_server():
    program = (
        "import sys; from course_lib import doctor; doctor()\n"
        "print(sorted({'ipywidgets', 'anywidget', 'matplotlib', 'uvicorn'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
