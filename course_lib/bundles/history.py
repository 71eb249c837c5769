"""A quarter of commits, made up from a seed, and at which of them three gates turn red."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from course_lib.bundles.charts import MB, Line, commits
from course_lib.bundles.gate import check_budget
from course_lib.demos.measured import Frame

COMMITS = 60
START = 44 * MB


def creep(seed: int = 8, growth: float = 1 / 3) -> list[float]:
    """Sizes after each of 60 commits: many small steps, some of them down, `growth` in all."""
    draw = random.Random(seed)
    steps = [draw.uniform(-0.3, 1.0) for _ in range(COMMITS)]
    scale = growth / sum(steps)
    sizes, size = [float(START)], 1.0
    for step in steps:
        size += step * scale
        sizes.append(START * size)
    return sizes


def jump(seed: int = 8, at: int = 40, by: float = 0.4) -> list[float]:
    """Sizes that stay where they are, until one commit brings a large dependency."""
    draw = random.Random(seed)
    return [
        START * (1 + draw.uniform(-0.004, 0.004) + (by if commit >= at else 0.0))
        for commit in range(COMMITS + 1)
    ]


def first_red(sizes: Sequence[float], red: Callable[[int], bool]) -> int | None:
    """The first commit at which a gate is red; None if it never is."""
    return next((commit for commit in range(1, len(sizes)) if red(commit)), None)


def reds(sizes: Sequence[float], limit: float, tolerance: float) -> dict[str, int | None]:
    """The first red commit by gate: a limit, the quarter's baseline, one that moves along."""

    def against(baseline: Callable[[int], float]) -> Callable[[int], bool]:
        return lambda commit: bool(
            check_budget({"zip": sizes[commit]}, {}, {"zip": baseline(commit)}, tolerance)
        )

    return {
        "limit": first_red(
            sizes, lambda commit: bool(check_budget({"zip": sizes[commit]}, {"zip": limit}))
        ),
        "baseline": first_red(sizes, against(lambda commit: sizes[0])),
        "moving baseline": first_red(sizes, against(lambda commit: sizes[commit - 1])),
    }


def quarter(*, limit: float = 60.0, tolerance: float = 0.05, seed: int = 8) -> Frame:
    """Both histories against the gates: rows and the chart. `limit` in MB."""
    histories = {"creep": creep(seed), "jump": jump(seed)}
    found = {name: reds(sizes, limit * MB, tolerance) for name, sizes in histories.items()}
    rows = [
        {"history": name, "first MB": sizes[0] / MB, "last MB": sizes[-1] / MB}
        | {gate: "never" if at is None else f"commit {at}" for gate, at in found[name].items()}
        for name, sizes in histories.items()
    ]
    lines = [
        Line(name, sizes, {gate: found[name][gate] for gate in ("limit", "baseline")})
        for name, sizes in histories.items()
    ]
    picture = commits("A quarter of commits", lines, limit=limit * MB, baseline=START,
                      tolerance=tolerance)  # fmt: skip
    return Frame(rows, picture)
