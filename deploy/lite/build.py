"""Make the browser-only site of the course: python deploy/lite/build.py [--output build/lite]

JupyterLite with the Pyodide kernel, built from Python and npm packages alone. Needs Python 3.11 or
later, npm, and the network for what is not there yet (about 40 MB). What it fetches is kept in
build/lite-tools; git ignores both folders.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT)]

import kernel  # noqa: E402
import share  # noqa: E402

KEPT = ROOT / "build" / "lite-tools"
EXTENSION = "@jupyterlite/pyodide-kernel-extension"
ELSEWHERE = "from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL as it; print(it)"


def main() -> int:
    """Build, and say how large it has become; 1 if that breaks the budget."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "lite")
    site = parser.parse_args().output.resolve()
    python = tools(KEPT / "venv")
    pyodide = runtime(KEPT / "npm")
    names = build(python, pyodide, site)
    print(run("node", HERE / "boot.mjs", site, json.dumps(names)).strip())
    size = share.size_of(site)
    print(f"The site is in {site}: {size:,} bytes, of which {share.size():,} are the course's own.")
    print(f"To look at it: python -m http.server --bind 127.0.0.1 --directory {site}")
    problems = share.problems("on disk", size)
    for sentence in problems:
        print(sentence, file=sys.stderr)
    return 1 if problems else 0


def tools(folder: Path) -> Path:
    """The Python of an environment with JupyterLite in it."""
    python = folder / "bin" / "python"
    wanted = (HERE / "tools.txt").read_text(encoding="utf-8")
    stamp = folder / "tools.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        print("Fetching JupyterLite", flush=True)
        venv.create(folder, clear=True, with_pip=True, symlinks=True)
        pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        run(*pip, "--no-deps", "--requirement", HERE / "tools.txt")
        stamp.write_text(wanted, encoding="utf-8")
    return python


def runtime(folder: Path) -> Path:
    """The folder of the npm package that holds Pyodide."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm was not found. Install Node 20 or later, and run this again.")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(HERE / "package.json", folder / "package.json")
    quiet = ("--silent", "--no-audit", "--no-fund", "--no-package-lock")
    run(npm, "install", *quiet, cwd=folder)
    return folder / "node_modules" / "pyodide"


def build(python: Path, pyodide: Path, site: Path) -> list[str]:
    """Put the site together; returns what a kernel loads at its start."""
    place = KEPT / "site"  # where JupyterLite looks for what is ours
    for folder in (place, site):
        shutil.rmtree(folder, ignore_errors=True)
    lock = kernel.read_lock(pyodide / "pyodide-lock.json")
    extension = python.parents[1] / "share" / "jupyter" / "labextensions" / EXTENSION
    wheels = [
        *fetched_wheels(python, lock, KEPT / "wheels"),
        *kernel.wheels_of_the_kernel(extension),
        share.write_wheel(place / "course"),
    ]
    elsewhere = run(python, "-c", ELSEWHERE).strip()
    names = kernel.put_together(pyodide, wheels, lock, elsewhere, place / "static" / "pyodide")
    (place / "jupyter-lite.json").write_text(json.dumps(settings(names)), encoding="utf-8")
    less = ("--apps", "lab", "--no-sourcemaps", "--no-unused-shared-packages", "--no-libarchive")
    lite = (python, "-m", "jupyterlite_core", "build", *less)
    run(*lite, "--lite-dir", place, "--output-dir", site, cwd=place)
    shutil.copyfile(HERE / "index.html", site / "index.html")
    share.write_contents(site)
    return names


def fetched_wheels(python: Path, lock: kernel.Lock, folder: Path) -> list[Path]:
    """What wheels.txt names and what these need; fetched anew when a version has changed."""
    versions = kernel.with_dependencies(lock, kernel.read_wanted(HERE / "wheels.txt"))
    wanted = "".join(f"{name}=={version}\n" for name, version in versions.items())
    stamp = folder / "versions.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        print("Fetching the packages of the kernel", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        run(*kernel.download(python, wanted.split(), lock, folder))
        stamp.write_text(wanted, encoding="utf-8")
    return sorted(folder.glob("*.whl"))


def settings(names: list[str]) -> dict:
    """The site's settings: above all what a kernel loads at its start."""
    own = {"disablePyPIFallback": True, "loadPyodideOptions": {"packages": names}}
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Fix Patterns",
            "contentsAllJsonFile": share.LISTING,
            "exposeAppInBrowser": True,  # the tests speak with it
            "litePluginSettings": {f"{EXTENSION}:kernel": own},
        },
    }


def run(*command: object, cwd: Path | None = None) -> str:
    """What a command prints. One that fails ends the build, with its own last words."""
    words = list(map(str, command))
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-20:])
        raise SystemExit(f"{last}\n\nThe site was not made, because this failed: {words[0]} ...")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
