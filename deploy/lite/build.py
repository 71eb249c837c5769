"""Make the browser-only site of the course: python deploy/lite/build.py [--output build/lite]

JupyterLite with the Pyodide kernel, built from packages of the two package indexes alone. Needs
Python 3.11 or later, npm, and the network for what is not there yet (about 40 MB). All that it
makes lies in build/, which git ignores.
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
KERNEL = "@jupyterlite/pyodide-kernel-extension"


def main() -> int:
    """Build, and say how large it has become."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "lite")
    options = parser.parse_args()
    python = tools(KEPT / "venv")
    pyodide = runtime(KEPT / "npm")
    site = options.output.resolve()
    build(python, pyodide, site)
    size = share.size_of(site)
    print(f"The site is in {site}: {size:,} bytes, of which {share.size():,} are the course's own.")
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
        venv.create(folder, clear=True, with_pip=True, symlinks=True)
        pip = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        subprocess.run([*pip, "--no-deps", "--requirement", HERE / "tools.txt"], check=True)
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
    subprocess.run([npm, "install", *quiet], cwd=folder, check=True)
    return folder / "node_modules" / "pyodide"


def build(python: Path, pyodide: Path, output: Path) -> None:
    """Put the site together in `output`."""
    place = KEPT / "site"
    shutil.rmtree(place, ignore_errors=True)
    shutil.rmtree(output, ignore_errors=True)
    extension = python.parents[1] / "share" / "jupyter" / "labextensions" / KERNEL
    lock = kernel.read_lock(pyodide / "pyodide-lock.json")
    versions = kernel.with_dependencies(lock, kernel.read_wanted(HERE / "wheels.txt"))
    wheels = [
        *kernel.fetch(python, versions, lock, place / "wheels"),
        *kernel.wheels_of_the_kernel(extension),
        share.write_wheel(place / "course"),
    ]
    constants = (
        "from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL as url; print(url)"
    )
    elsewhere = subprocess.run(
        [python, "-c", constants], check=True, capture_output=True, text=True
    ).stdout.strip()
    names = kernel.put_together(pyodide, wheels, lock, elsewhere, place / "static" / "pyodide")
    (place / "jupyter-lite.json").write_text(json.dumps(settings(names), indent=1))
    site = ("--lite-dir", place, "--output-dir", output)
    less = ("--apps", "lab", "--no-sourcemaps", "--no-unused-shared-packages", "--no-libarchive")
    command = [python, "-m", "jupyterlite_core", "build", *site, *less]
    subprocess.run(list(map(str, command)), cwd=place, check=True)
    shutil.copyfile(HERE / "index.html", output / "index.html")
    share.write_contents(output)
    subprocess.run(["node", HERE / "boot.mjs", output, json.dumps(names)], check=True)


def settings(names: list[str]) -> dict:
    """The site's settings: above all what a kernel loads at its start."""
    loading = {"packages": names}
    own = {"disablePyPIFallback": True, "loadPyodideOptions": loading}
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Fix Patterns",
            "contentsAllJsonFile": share.LISTING,
            "exposeAppInBrowser": True,
            "litePluginSettings": {f"{KERNEL}:kernel": own},
        },
    }


if __name__ == "__main__":
    sys.exit(main())
