"""What a stranger meets first holds together: commands, environments, licences, the wheel."""

import itertools
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
# The few names that conda-forge spells another way.
CONDA_NAMES = {"brotli": "brotli-python", "matplotlib": "matplotlib-base"}
REQUIREMENT = re.compile(r"([A-Za-z0-9_.-]+)(\[[a-z]+\])?\s*([<>=!~][^;]*)?")


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def project():
    return tomllib.loads(read("pyproject.toml"))["project"]


def requirements(lines):
    """{name: version range} of requirement lines, without the project's own extras."""
    found = {}
    for line in lines:
        name, _, version = REQUIREMENT.match(line).groups()
        if name != project()["name"]:
            found[name] = (version or "").strip()
    return found


def make_targets():
    return set(re.findall(r"^([a-z]+):", read("Makefile"), flags=re.MULTILINE))


def test_conda_gets_the_same_packages_as_pip():
    extras = project()["optional-dependencies"]
    lines = [*project()["dependencies"], *extras["lab"], *extras["classroom"], *extras["test"]]
    # conda's file is the same for all systems: what one of them lacks is not in it.
    wanted = requirements(line for line in lines if "sys_platform" not in line)
    conda = requirements(entry for entry in yaml.safe_load(read("environment.yml"))["dependencies"])
    assert conda.pop("python") == project()["requires-python"]
    conda.pop("pip")
    conda.pop("nodejs")  # for npm, which pip cannot install
    assert conda == {CONDA_NAMES.get(name, name): version for name, version in wanted.items()}


def test_each_extra_holds_the_one_before_it():
    extras = project()["optional-dependencies"]
    chain = ["lab", "test", "deep", "browser", "dev"]
    for smaller, larger in itertools.pairwise(chain):
        assert f"fix-patterns[{smaller}]" in extras[larger]


def test_every_dependency_has_a_lower_bound():
    groups = [project()["dependencies"], *project()["optional-dependencies"].values()]
    for name, version in requirements(line for group in groups for line in group).items():
        assert version.startswith(">="), name


def test_workflow_and_ci_script_install_through_the_same_commands_as_a_learner():
    workflow = yaml.safe_load(read(".github/workflows/ci.yml"))
    steps = [step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"]]
    for name, text in {"ci.yml": "\n".join(steps), ".ci/run": read(".ci/run")}.items():
        used = set(re.findall(r"\bmake ([a-z]+)", text))
        assert {"test", "browser", "check", "lint"} <= used, name
        assert used <= make_targets(), name
        installs = re.findall(r"pip\S* install (.*)", text)
        assert all(what == "dist/*.whl" for what in installs), name


def test_workflow_tries_every_python_that_pyproject_names():
    workflow = yaml.safe_load(read(".github/workflows/ci.yml"))
    named = {
        line.rsplit(" ", 1)[1]
        for line in project()["classifiers"]
        if line.startswith("Programming Language :: Python :: 3.")
    }
    assert set(workflow["jobs"]["test"]["strategy"]["matrix"]["python"]) == named


def test_make_help_lists_every_command():
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = set(re.findall(r"^ {2}make ([a-z]+)", shown.stdout, flags=re.MULTILINE))
    assert listed == make_targets()


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_pages_name_only_make_targets_that_exist(page):
    named = set(re.findall(r"`make ([a-z]+)|^make ([a-z]+)", read(page), flags=re.MULTILINE))
    named = {name for pair in named for name in pair if name}
    assert named
    assert named <= make_targets()


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_pages_name_only_course_commands_that_exist(page):
    named = set(re.findall(r"(?:^|`|Scripts\\)course ([a-z]+)", read(page), flags=re.MULTILINE))
    shown = subprocess.run(
        [sys.executable, "-m", "course_lib.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in named:
        assert re.search(rf"\b{name}\b", shown), name


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_pages_link_only_to_files_that_exist(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", read(page))
    for link in links:
        assert (ROOT / page).parent.joinpath(link).exists(), link


def test_readme_gives_the_two_commands_first():
    commands = re.findall(r"^make ([a-z]+)", read("README.md"), flags=re.MULTILINE)
    assert commands[:2] == ["lab", "test"]


def test_licence_files_are_the_ones_that_pyproject_names():
    assert project()["license"] == "MIT AND CC-BY-4.0"
    for name in project()["license-files"]:
        assert (ROOT / name).read_text(encoding="utf-8").strip()


def test_dev_container_is_valid_json_and_uses_the_makefile():
    settings = json.loads(read(".devcontainer/devcontainer.json"))
    assert settings["postCreateCommand"].startswith("make ")


def test_nothing_in_the_repository_names_a_package_registry():
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if names.returncode:
        pytest.skip("not a git checkout")
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org"]
    for name in names.stdout.split():
        text = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        assert not any(host.encode() in text for host in hosts), name


# --- scripts/environment -------------------------------------------------------------------------


def fake_command(folder, name, body):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def run_environment(folder, *, only, **variables):
    """Run the script with a PATH of `only` and the system's plain tools; a venv in `folder`."""
    tools = folder / "tools"
    tools.mkdir()
    for name in ["sh", "touch", "printf"]:
        real = next(p for p in ["/bin", "/usr/bin"] if Path(p, name).exists())
        (tools / name).symlink_to(Path(real, name))
    env = {
        "PATH": f"{only}:{tools}",
        "HOME": str(folder),
        "VENV": str(folder / "venv"),
        **variables,
    }
    return subprocess.run(
        [str(ROOT / "scripts/environment"), "lab"],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


needs_sh = pytest.mark.skipif(os.name != "posix", reason="the script is for sh; README has Windows")


@needs_sh
def test_an_old_python_is_named_and_the_way_out_is_told(tmp_path):
    fakes = tmp_path / "fakes"
    fakes.mkdir()
    fake_command(fakes, "python3", '[ "$1" = --version ] && echo Python 3.9.2 && exit 0; exit 1')
    result = run_environment(tmp_path, only=fakes)
    assert result.returncode == 1
    assert "needs Python 3.11 or later. Here python3 is Python 3.9.2" in result.stderr
    assert "make PYTHON=" in result.stderr
    assert not (tmp_path / "venv").exists()


@needs_sh
def test_no_python_at_all_is_told(tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    result = run_environment(tmp_path, only=empty)
    assert result.returncode == 1
    assert "no Python was found" in result.stderr


@needs_sh
def test_a_newer_python_behind_an_old_python3_is_found(tmp_path):
    fakes = tmp_path / "fakes"
    fakes.mkdir()
    fake_command(fakes, "python3", "exit 1")
    # The newer one only notes how it was called: this test makes no real environment.
    log = tmp_path / "log"
    fake_command(fakes, "python3.12", f'echo "$*" >> {log}; exit 0')
    run_environment(tmp_path, only=fakes)
    assert "-m venv --clear" in log.read_text()


@needs_sh
def test_a_python_without_a_whole_venv_module_is_told_what_to_install(tmp_path):
    fakes = tmp_path / "fakes"
    fakes.mkdir()
    fake_command(fakes, "python3", 'case "$2" in *ensurepip*) exit 1 ;; *) exit 0 ;; esac')
    result = run_environment(tmp_path, only=fakes)
    assert result.returncode == 1
    assert "apt install python3-venv" in result.stderr


@needs_sh
def test_uv_is_used_where_it_is_and_pip_where_uv_fails(tmp_path):
    fakes = tmp_path / "fakes"
    fakes.mkdir()
    log = tmp_path / "log"
    fake_command(fakes, "python3", f'echo "python $*" >> {log}; exit 0')
    fake_command(fakes, "uv", f'echo "uv $*" >> {log}; exit 1')
    run_environment(tmp_path, only=fakes)
    calls = log.read_text()
    assert "uv venv" in calls
    assert calls.index("uv venv") < calls.index("python -m venv")


# --- scripts/npm-packages ------------------------------------------------------------------------


def run_npm_packages(folder, kind, npm=None):
    """Run the script in `folder` with plain tools only, and with an npm that does `npm`."""
    tools = folder / "tools"
    tools.mkdir()
    for name in ["sh", "touch", "mkdir"]:
        real = next(p for p in ["/bin", "/usr/bin"] if Path(p, name).exists())
        (tools / name).symlink_to(Path(real, name))
    if npm is not None:
        fake_command(tools, "npm", npm)
    return subprocess.run(
        [str(ROOT / "scripts/npm-packages"), kind],
        cwd=folder,
        env={"PATH": str(tools), "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@needs_sh
@pytest.mark.parametrize(("kind", "said"), [("lab", "replay recorded beacons"), ("dev", "skipped")])
def test_without_npm_the_set_up_goes_on_and_says_what_is_missing(tmp_path, kind, said):
    result = run_npm_packages(tmp_path, kind)
    assert result.returncode == 0
    assert said in result.stdout
    assert not (tmp_path / "node_modules").exists()


@needs_sh
def test_an_npm_that_fails_does_not_stop_the_set_up(tmp_path):
    result = run_npm_packages(tmp_path, "lab", "exit 1")
    assert result.returncode == 0
    assert "goes on without them" in result.stdout
    assert not (tmp_path / "node_modules/.ready-lab").exists()


@needs_sh
def test_a_learner_gets_no_tools_and_whoever_has_them_keeps_them(tmp_path):
    npm = 'mkdir -p node_modules; echo "$*"'
    first = run_npm_packages(tmp_path, "lab", npm)
    assert "--omit=dev" in first.stdout
    assert (tmp_path / "node_modules/.ready-lab").exists()
    assert not (tmp_path / "node_modules/.ready").exists()
    (tmp_path / "tools").rename(tmp_path / "before")
    run_npm_packages(tmp_path, "dev", npm)
    assert (tmp_path / "node_modules/.ready").exists()
    (tmp_path / "tools").rename(tmp_path / "then")
    assert "--omit=dev" not in run_npm_packages(tmp_path, "lab", npm).stdout


def test_the_library_that_measures_a_page_is_pinned_and_no_tool():
    packages = json.loads(read("package.json"))
    assert re.fullmatch(r"6\.\d+\.\d+", packages["dependencies"]["web-vitals"])
    assert "web-vitals" not in packages["devDependencies"]
    assert "npm-packages lab" in read("postBuild")
