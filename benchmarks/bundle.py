"""Lesson 8's bundle of 60 MB and its pictures: packing, and what a turn of a knob costs.

    python benchmarks/bundle.py

A bundle of at least 60 MB is put together from files of installed packages, zipped, and the time
compared with `shutil.make_archive` and with the plain `zipfile` on the same files, each in turn.
Then each picture of the lesson is drawn again, best of five. The course allows itself 15 s for the
bundle and 300 ms a picture.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from course_lib import bundles
from course_lib.bundles.archive import Packing

SIZE = 60_000_000
LARGE = ["numpy", "matplotlib", "pillow", "jupyterlab", "babel", "jedi", "notebook", "pygments"]
RULES = ["**/tests/**", "**/*.pyi", "**/include/**", "**/*.h", "**/*.a"]
ROUNDS = 5


def large_bundle() -> dict[str, Path]:
    """Files of installed packages, at least SIZE bytes of them."""
    files: dict[str, Path] = {}
    size = 0
    for name in LARGE:
        try:
            found = bundles.collect([name])
        except bundles.BundleError:
            continue
        for path, place in found.paths().items():
            if path not in files:
                files[path] = place
                size += place.stat().st_size
            if size >= SIZE:
                return files
    sys.exit(f"Only {size / 1e6:.0f} MB of {', '.join(LARGE)} are installed: pip install more.")


def seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def best_ms(work: Callable[[], object]) -> float:
    return min(seconds(work) for _ in range(ROUNDS)) * 1000


def packing(files: dict[str, Path]) -> None:
    size = sum(place.stat().st_size for place in files.values())
    pieces = Packing(files)
    pauses, last = [], perf_counter()

    def ours() -> None:
        nonlocal last
        last = perf_counter()
        for _ in pieces.steps():
            pauses.append(perf_counter() - last)
            last = perf_counter()

    def plain() -> None:
        with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
            for name, place in files.items():
                archive.write(place, name)

    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        for name, place in files.items():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(place, tree / name)
        took = {
            "bundles.build_zip, in steps": seconds(ours),
            "zipfile, in one go": seconds(plain),
            "shutil.make_archive": seconds(
                lambda: shutil.make_archive(f"{folder}/archive", "zip", tree)
            ),
        }
    base = took["bundles.build_zip, in steps"]
    print(f"{len(files)} files, {size / 1e6:.1f} MB, {len(pieces.data) / 1e6:.1f} MB as a zip\n")
    print("| way | s | ratio |\n| --- | --- | --- |")
    for way, spent in took.items():
        print(f"| {way} | {spent:.1f} | {spent / base:.2f} |")
    print(f"\nThe longest step without a chance to stop: {max(pauses) * 1000:.0f} ms.\n")


def pictures() -> None:
    everything = bundles.recorded()
    kept = everything.without(RULES)
    sizes = {
        name: sum(file.raw for file in files) for name, files in everything.by_package().items()
    }
    drawn: dict[str, Callable[[], object]] = {
        "bars with the budget": lambda: bundles.bars("All files", sizes, budget=55_000_000),
        "treemap": lambda: bundles.treemap("All files", everything, kept),
        "a quarter of commits": lambda: bundles.quarter(limit=60.0, tolerance=0.05, seed=8),
        "a turn of a knob: patterns, weights and both pictures": lambda: bundles.weigh(
            everything, RULES, budget=55.0
        ),
    }
    print("| picture | ms |\n| --- | --- |")
    for name, work in drawn.items():
        print(f"| {name} | {best_ms(work):.0f} |")


if __name__ == "__main__":
    packing(large_bundle())
    pictures()
