"""What importing the course costs, as a ratio to `import anywidget`; and whether its budget holds.

    python benchmarks/import_time.py [--rounds 9]

Each import runs in a fresh Python, under `-X importtime`; the sum of all imports' own times counts,
so that the start of Python itself does not. The ways take turns, and the medians are compared.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from course_lib.bundles.course import course_budget, course_sizes  # noqa: E402
from course_lib.bundles.import_time import import_times  # noqa: E402

PEER = "import anywidget"
PROGRAMS = (
    "import course_lib",
    "from course_lib import Demo",
    "from course_lib import exercise",
    "import asyncio",
    PEER,
)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    seconds: dict[str, list[float]] = {program: [] for program in PROGRAMS}
    modules = {}
    for number in range(rounds + 1):
        for program in PROGRAMS:
            times = import_times(program, path=(ROOT,))
            modules[program] = len(times.rows)
            if number:  # the first round only warms the disk
                seconds[program].append(times.seconds)
    medians = {program: statistics.median(times) for program, times in seconds.items()}
    print(
        f"Python {platform.python_version()}, anywidget {version('anywidget')}, {rounds} rounds\n"
    )
    print(f"{'program':<32}  {'ms':>6}  {'modules':>7}  of {PEER}")
    for program, median in medians.items():
        ratio = median / medians[PEER]
        print(f"{program:<32}  {1000 * median:6.0f}  {modules[program]:7}  {ratio:.2f}")
    print("\nThe course's own budget:")
    sizes = course_sizes()
    for name, line in course_budget().lines.items():
        size = f"{sizes[name]:,.0f}" if name in sizes else "not measured"
        print(f"{name:<32}  {size:>12} of {line.limit:,.0f} {line.unit}")
    for sentence in course_budget().sentences(sizes):
        print(sentence)


if __name__ == "__main__":
    main()
