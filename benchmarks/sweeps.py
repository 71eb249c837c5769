"""What a turn of a knob costs: the sweep of every demo of every lesson.

    python benchmarks/sweeps.py

Each lesson runs from top to bottom in this process, then each of its sweeps is run again, best of
five. The ratio is to 1,000 virtual runs of a page of three gathered calls, measured beside it: what
counts, since the milliseconds are this machine's. The course allows itself 200 ms a knob change.
"""

import asyncio
import contextlib
import io
import json
import os
import sys
import tempfile
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
LIMIT_MS = 200


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "COURSE_PROGRESS": f"{folder}/progress.json",
            "COURSE_HEADLESS": "1",
            "MPLBACKEND": "agg",
        }
        from course_lib import Service, Services

        three = Services(Service("a", 0.1), Service("b", 0.2), Service("c", 0.3))
        bare = best(reference(three))
        print(f"Python {sys.version.split()[0]}; 1,000 virtual runs of a page: {bare:.0f} ms\n")
        print("| lesson | demo | runs | CPU ms | ratio |\n| --- | --- | --- | --- | --- |")
        over = 0
        for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
            for title, runs, sweep in sweeps(path):
                took = best(sweep)
                over += took > LIMIT_MS
                print(f"| {path.stem} | {title} | {runs} | {took:.0f} | {took / bare:.2f} |")
        print(f"\nOver {LIMIT_MS} ms: {over}")
    return 0


def reference(services):
    from course_lib.virtual_time import guards

    async def page(api):
        await asyncio.gather(api.a(), api.b(), api.c())

    def thousand():
        with guards({}) as batch:
            for seed in range(1000):
                batch.run(lambda seed=seed: page(services.connect(seed)), trace=False)

    return thousand


def best(function) -> float:
    """Milliseconds of CPU, the best of some rounds: what another process does cannot shorten it."""
    times = []
    for _ in range(ROUNDS):
        start = process_time()
        function()
        times.append(1000 * (process_time() - start))
    return min(times)


def sweeps(path: Path):
    """(title, runs, function) for each demo of a lesson that has a sweep."""
    from IPython.core.interactiveshell import InteractiveShell

    from course_lib import Demo

    made = []
    first = Demo.__init__

    def remember(self, *args, **options):
        first(self, *args, **options)
        made.append(self)

    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    Demo.__init__ = remember
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in json.loads(path.read_text("utf-8"))["cells"]:
                if cell["cell_type"] == "code":
                    shell.run_cell("".join(cell["source"]))
    finally:
        Demo.__init__ = first
    seen = set()
    for demo in made:
        if demo.sweep_runs and demo.title not in seen:
            seen.add(demo.title)
            yield demo.title, demo.sweep_runs * len(demo.page.variants), demo.sweep


if __name__ == "__main__":
    raise SystemExit(main())
