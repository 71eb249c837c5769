"""Hundreds of seeded runs on the virtual clock, and what their times have in common."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import process_time
from typing import Any

from course_lib.demos.knobs import Settings
from course_lib.demos.page import Page, let_go
from course_lib.virtual_time import guards

PERCENTILES = (50, 95, 99)
SLICE = 0.02


def percentile(times: Sequence[float], share: float) -> float:
    """The smallest of `times` that at least `share` percent of them do not exceed.

    The nearest-rank definition: always a time that occurred. `times` sorted, not empty.
    """
    return times[max(math.ceil(share / 100 * len(times)) - 1, 0)]


def wilson(hits: int, runs: int, z: float = 1.959964) -> tuple[float, float]:
    """The 95 % interval for a probability of which `hits` in `runs` were seen.

    E. B. Wilson, "Probable inference, the law of succession, and statistical
    inference", Journal of the American Statistical Association 22 (1927).
    """
    if not runs:
        return 0.0, 1.0
    share, square = hits / runs, z * z / runs
    middle = (share + square / 2) / (1 + square)
    spread = z / (1 + square) * math.sqrt(share * (1 - share) / runs + square / (4 * runs))
    return max(0.0, middle - spread), min(1.0, middle + spread)


@dataclass(frozen=True)
class Threshold:
    """A time to compare pages with: how many are slower, beside what a formula says.

    `seconds` and `expected` are functions of what they name, as a demo's ideal is; the
    second gives a probability.
    """

    label: str
    seconds: float | Callable[..., float]
    expected: Callable[..., float] | None = None


@dataclass
class Sample:
    """The runs of one variant. `times` are those of the pages that succeeded, sorted (seconds)."""

    variant: str
    runs: int = 0
    times: list[float] = field(default_factory=list)
    slower: int = 0

    @property
    def ok(self) -> int:
        """How many pages succeeded."""
        return len(self.times)

    @property
    def rate(self) -> float:
        """The share of pages that succeeded."""
        return self.ok / self.runs if self.runs else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the success rate."""
        return wilson(self.ok, self.runs)

    def percentiles(self) -> dict[int, float] | None:
        """p50, p95 and p99 in seconds; None if no page succeeded."""
        if not self.times:
            return None
        return {share: percentile(self.times, share) for share in PERCENTILES}


@dataclass
class Sweep:
    """What the runs of all variants came to; prints as a table."""

    title: str
    samples: list[Sample]
    ideal: float | None = None
    threshold: Threshold | None = None
    limit: float | None = None
    expected: float | None = None

    def rows(self) -> list[dict[str, str]]:
        """One dict a variant: heading -> cell, for text and for the browser."""
        return [self._row(sample) for sample in self.samples]

    def _row(self, sample: Sample) -> dict[str, str]:
        at = sample.percentiles()
        low, high = sample.interval
        row = {"variant": sample.variant, "runs": str(sample.runs)}
        for share in PERCENTILES:
            row[f"p{share}"] = "-" if at is None else f"{at[share]:.3f} s"
        row["pages that succeed"] = percent(sample.rate)
        row["95 % interval"] = f"{percent(low)} to {percent(high)}"
        if self.threshold is not None:
            few, many = self.slower_interval(sample)
            share = sample.slower / sample.runs if sample.runs else 0.0
            row[f"slower than {self.threshold.label}"] = percent(share)
            row["its 95 % interval"] = f"{percent(few)} to {percent(many)}"
        return row

    def slower_interval(self, sample: Sample) -> tuple[float, float]:
        """The 95 % interval for the share of pages slower than the threshold."""
        return wilson(sample.slower, sample.runs)

    def notes(self) -> list[str]:
        """What belongs under the table."""
        said = ["Times are of the pages that succeeded."]
        if self.threshold is not None:
            said.append(
                f"{self.threshold.label[0].upper()}{self.threshold.label[1:]}: {self.limit:.3f} s."
            )
            if self.expected is not None:
                said.append(f"The formula says {percent(self.expected)} are slower.")
        return said

    def text(self) -> str:
        """The table as text, the same every time."""
        rows = self.rows()
        heads = list(rows[0])
        widths = {head: max(len(head), *(len(row[head]) for row in rows)) for head in heads}
        lines = ["  ".join(f"{head:<{widths[head]}}" for head in heads).rstrip()]
        lines += ["  ".join(f"{row[h]:<{widths[h]}}" for h in heads).rstrip() for row in rows]
        return "\n".join(
            [f"{self.title}: {self.samples[0].runs} seeded runs each", *lines, *self.notes()]
        )

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self.text()

    def histogram(self, bins: int = 48) -> dict[str, Any]:
        """Counts of times in equal steps from 0, one list a variant: {"step", "counts"}."""
        longest = max([t for s in self.samples for t in s.times[-1:]] + [self.ideal or 0.0])
        step = nice_step(longest / bins) if longest else 1.0
        size = int(longest / step) + 1
        counts = {}
        for sample in self.samples:
            column = [0] * size
            for time in sample.times:
                column[min(int(time / step + 1e-9), size - 1)] += 1
            counts[sample.variant] = column
        return {"step": step, "counts": counts}


def percent(share: float) -> str:
    """0.774 as "77.4 %"."""
    return f"{100 * share:.1f} %"


def nice_step(least: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    for factor in (1, 2, 2.5, 5, 10):
        if factor * power >= least * (1 - 1e-9):
            return factor * power
    return 10 * power


def sweep_steps(
    page: Page,
    settings: Settings,
    variants: Sequence[str],
    runs: int,
    threshold: Threshold | None = None,
) -> Iterator[Sweep | None]:
    """Run it in slices of about 20 ms of CPU: None after each slice, the Sweep at last.

    So a sweep never holds the event loop for long. Seeds are 0 to `runs` - 1,
    the same for each variant: all variants meet the same luck.
    """
    limit = expected = None
    if threshold is not None:
        limit = page.evaluate(threshold.seconds, settings, "The threshold")
        if threshold.expected is not None:
            expected = page.evaluate(threshold.expected, settings, "The formula")
    samples = [Sample(name) for name in variants]
    services = settings.tune(page.services)
    for sample in samples:
        function, own = page.prepared(sample.variant, settings)
        namespace = getattr(function, "__globals__", None)
        seed = 0
        while seed < runs:
            stop = process_time() + SLICE
            with guards(namespace) as batch:
                while seed < runs and process_time() < stop:
                    start = partial(function, services.connect(seed), **own)
                    run = batch.run(start, trace=False, settle=False)
                    let_go(run.exception)
                    seed += 1
                    sample.runs += 1
                    if run.exception is None and run.stopped is None:
                        sample.times.append(run.elapsed)
                    if limit is not None and run.elapsed > limit + 1e-9:
                        sample.slower += 1
            yield None
        sample.times.sort()
    yield Sweep(page.title, samples, page.ideal_seconds(settings), threshold, limit, expected)
