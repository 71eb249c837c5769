"""How the browser-only site is put together, as far as that needs no network."""

import base64
import csv
import hashlib
import json
import re
import sys
import zipfile
from pathlib import Path

import pytest

from course_lib.authoring.copies import copies
from course_lib.authoring.course import Course

ROOT = Path(__file__).resolve().parents[3]
BUILD = ROOT / "deploy" / "lite"
sys.path.insert(0, str(BUILD))
import kernel  # noqa: E402
import share  # noqa: E402

sys.path.remove(str(BUILD))


def entry(name, version, *depends):
    return {
        "name": name,
        "version": version,
        "depends": list(depends),
        "file_name": f"{name}-{version}-of-theirs.whl",
        "sha256": "theirs",
        "imports": [name],
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": True,
    }


@pytest.fixture
def lock(tmp_path):
    packages = {
        "ipython": entry("ipython", "9.12.0", "prompt_toolkit", "six"),
        "prompt-toolkit": entry("prompt_toolkit", "3.0.52", "wcwidth"),
        "six": entry("six", "1.17.0"),
        "wcwidth": entry("wcwidth", "0.6.0"),
        "numpy": entry("numpy", "2.4.6"),
    }
    file = tmp_path / "pyodide-lock.json"
    file.write_text(json.dumps({"info": {"python": "3.14.2"}, "packages": packages}))
    return kernel.read_lock(file)


def test_names_are_compared_however_a_list_spells_them(lock):
    wanted = {"ipython": "", "comm": "0.2.3"}
    assert kernel.with_dependencies(lock, wanted) == {
        "comm": "0.2.3",
        "ipython": "9.12.0",
        "prompt-toolkit": "3.0.52",
        "six": "1.17.0",
        "wcwidth": "0.6.0",
    }


def test_a_name_that_nobody_knows_is_no_package_without_a_version(lock):
    with pytest.raises(KeyError, match="nonsense"):
        kernel.with_dependencies(lock, {"nonsense": ""})


def test_what_lies_in_the_site_has_its_own_digest_and_the_rest_lies_elsewhere(lock, tmp_path):
    pyodide = tmp_path / "npm"
    pyodide.mkdir()
    for name in kernel._RUNTIME:
        (pyodide / name).write_bytes(b"runtime")
    wheels = [tmp_path / "prompt_toolkit-3.0.52-py3-none-any.whl", tmp_path / "comm-0.2.3-py3.whl"]
    for wheel in wheels:
        wheel.write_bytes(wheel.name.encode())
    site = tmp_path / "site"
    names = kernel.put_together(pyodide, wheels, lock, "somewhere", site)
    assert names == ["comm", "prompt-toolkit"]
    packages = json.loads((site / "pyodide-lock.json").read_text())["packages"]
    for name in names:
        file = site / packages[name]["file_name"]
        assert packages[name]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert packages["prompt-toolkit"]["depends"] == ["wcwidth"]
    assert packages["numpy"]["file_name"] == "somewhere/numpy-2.4.6-of-theirs.whl"
    assert packages["numpy"]["sha256"] == "theirs"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    with zipfile.ZipFile(share.write_wheel(tmp_path_factory.mktemp("wheel"))) as archive:
        yield archive


def test_the_wheel_has_what_checks_need_and_nothing_twice(wheel):
    names = wheel.namelist()
    assert "course_lib/__init__.py" in names
    assert not any("_course/notebooks" in name for name in names)
    notebooks = [name for name in names if name.endswith(".ipynb")]
    assert {name.split("/")[2] for name in notebooks} == {"exercises", "solutions"}
    for name in notebooks:
        assert not any(cell.get("outputs") for cell in json.loads(wheel.read(name))["cells"])


def test_the_list_in_the_wheel_is_true(wheel):
    record = next(name for name in wheel.namelist() if name.endswith("RECORD"))
    rows = {row[0]: row[1:] for row in csv.reader(wheel.read(record).decode().splitlines())}
    assert set(rows) == set(wheel.namelist())
    del rows[record]
    for name, (digest, size) in rows.items():
        data = wheel.read(name)
        known = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        assert (digest, int(size)) == (f"sha256={known}", len(data)), name


def test_the_same_files_make_the_same_wheel(tmp_path):
    one, two = (share.write_wheel(tmp_path / name).read_bytes() for name in ("one", "two"))
    assert one == two


def test_the_drive_holds_what_a_learners_folder_holds_and_lists_it(tmp_path):
    share.write_contents(tmp_path)
    course = Course(ROOT)
    wanted = {copy.mine.relative_to(course.work).as_posix(): copy for copy in copies(course)}
    files = tmp_path / "files"
    there = {p.relative_to(files).as_posix() for p in files.rglob("*") if p.is_file()}
    assert there == set(wanted)
    for name, copy in wanted.items():
        assert (files / name).read_text(encoding="utf-8") == copy.fresh()

    top = json.loads((tmp_path / "api" / "contents" / "all.json").read_text())
    assert [(m["path"], m["type"]) for m in top["content"]] == [
        ("exercises", "directory"),
        ("notebooks", "directory"),
    ]
    listed = json.loads((tmp_path / "api" / "contents" / "notebooks" / "all.json").read_text())
    assert {m["path"]: m["type"] for m in listed["content"]} == {
        name: "notebook" if name.endswith(".ipynb") else "file"
        for name in wanted
        if name.startswith("notebooks/")
    }


@pytest.mark.parametrize("name", ["tools.txt", "wheels.txt"])
def test_versions_are_pinned_by_name_alone(name):
    for line in (BUILD / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            assert re.fullmatch(r"[A-Za-z0-9_.-]+(==[0-9][0-9.]*)?", line), line


def test_the_whole_site_has_a_budget_that_can_break():
    lines = share.budget().lines
    assert set(lines) == {"on disk", "first opening"}
    for name, line in lines.items():
        assert share.problems(name, line.baseline) == []
        over, grew = share.problems(name, line.limit + 1)
        assert "over its limit" in over + grew


def test_the_front_page_leads_to_a_file_that_is_there():
    page = (BUILD / "index.html").read_text(encoding="utf-8")
    (target,) = set(re.findall(r"\?path=([\w./]+)", page))
    assert (ROOT / target).is_file()
