"""How long imports take, by Python's own account: `-X importtime`, in a fresh process."""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from course_lib.bundles.distributions import own_files
from course_lib.bundles.isolated import python
from course_lib.bundles.tracing import ENTRY

_LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|( *)(\S+)")


@dataclass(frozen=True)
class ImportTime:
    """One import: microseconds of its own, and with all that it imported first."""

    module: str
    own: int
    total: int


@dataclass(frozen=True)
class ImportTimes:
    """The imports of one program, in the order in which they ended."""

    program: str
    rows: tuple[ImportTime, ...]

    @property
    def seconds(self) -> float:
        """All of them together, in seconds."""
        return sum(row.own for row in self.rows) / 1e6

    @property
    def modules(self) -> frozenset[str]:
        """The modules that were imported."""
        return frozenset(row.module for row in self.rows)

    def packages(self) -> dict[str, float]:
        """Seconds by top-level package, the slowest first; the standard library is one of them."""
        own: Counter[str] = Counter()
        for row in self.rows:
            top = row.module.partition(".")[0]
            own["(standard library)" if top in sys.stdlib_module_names else top] += row.own
        return {name: us / 1e6 for name, us in own.most_common()}

    def slowest(self, count: int = 5) -> list[ImportTime]:
        """The imports with the largest times of their own."""
        return sorted(self.rows, key=lambda row: -row.own)[:count]

    def text(self, count: int = 5) -> str:
        """The slowest as a table."""
        lines = [f"{self.program}: {1000 * self.seconds:.0f} ms in {len(self.rows)} imports"]
        lines += [f"  {row.own / 1000:7.1f} ms  {row.module}" for row in self.slowest(count)]
        return "\n".join(lines)

    __str__ = text


def import_times(program: str, *, path: tuple[Path | str, ...] = ()) -> ImportTimes:
    """What the imports of `program` take in a fresh Python, `path` in front of its packages.

    What Python imports at its own start is left out. Raises RuntimeError if the program fails.
    """
    start = f"import sys; sys.path[:0] = {[str(place) for place in path]!r}; " if path else ""
    mark = "import sys; print('--', file=sys.stderr, flush=True); "
    done = python("-X", "importtime", "-c", mark + start + program)
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["no message"])[-1])
    account = done.stderr.partition("\n--\n")[2]
    rows = (ImportTime(found[4], int(found[1]), int(found[2])) for found in _LINE.finditer(account))
    return ImportTimes(program, tuple(rows))


def app_import_times(form: str, tries: int = 2) -> ImportTimes:
    """What it takes to import the sample app in this form, with the packages installed here.

    The fastest of some tries counts: what disturbs only ever adds.
    """
    with tempfile.TemporaryDirectory(prefix="bundle-") as place:
        own_files(form).write(Path(place))
        times = [import_times(f"import {ENTRY}", path=(place,)) for _ in range(tries)]
    fastest = min(times, key=lambda each: each.seconds)
    return ImportTimes(f"{ENTRY} ({form})", fastest.rows)
