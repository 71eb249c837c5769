"""What a bundle weighs after its patterns: rows, pictures and the verdict, for a `Measured`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence

from course_lib.bundles.archive import LEVEL, Packing
from course_lib.bundles.charts import MB, bars, megabytes, treemap
from course_lib.bundles.distributions import Bundle
from course_lib.bundles.gate import check_budget
from course_lib.bundles.inventory import zip_size
from course_lib.bundles.patterns import unmatched
from course_lib.demos.drawing import stack
from course_lib.demos.measured import Frame

_EVERY = 0.1  # seconds between two pictures of the bar


def weigh(
    everything: Bundle, exclude: Sequence[str] = (), *, level: int = LEVEL, budget: float = 0
) -> Frame:
    """A recorded bundle without what the patterns exclude; `budget` in MB, unpacked, 0 for none."""
    kept = everything.without(exclude)
    zipped = zip_size(kept.files.values(), level)
    return _frame(everything, kept, exclude, zipped, level, budget)


async def pack(
    everything: Bundle, exclude: Sequence[str] = (), *, level: int = LEVEL, budget: float = 0
) -> AsyncIterator[Frame]:
    """An installed bundle, really packed: frames with a bar while it works, the result at last.

    The loop stays free: packing goes on in pieces of some 15 ms, and can be cancelled after each.
    """
    kept = everything.without(exclude)
    packing = Packing(kept.paths(), level)
    told = 0.0
    for done in packing.steps():
        if time.monotonic() - told > _EVERY:
            told = time.monotonic()
            said = f"Packing: {megabytes(done)} of {megabytes(kept.raw)}."
            yield Frame(said=said, done=done / (kept.raw or 1))
        await asyncio.sleep(0)
    yield _frame(everything, kept, exclude, len(packing.data), level, budget)


def _frame(
    everything: Bundle, kept: Bundle, exclude: Sequence[str], zipped: int, level: int, budget: float
) -> Frame:
    rows = [
        {"package": name, "files": len(files), "raw MB": sum(f.raw for f in files) / MB}
        for name, files in kept.by_package().items()
    ]
    rows.append({"package": "all together", "files": len(kept.files), "raw MB": kept.raw / MB})
    sizes = {row["package"]: row["raw MB"] * MB for row in rows[:-1]}
    limit = budget * MB if budget else None
    picture = stack("What ships, by package and by kind", [
        bars("Unpacked size by package", sizes, budget=limit),
        treemap("All files, by package and kind", everything, kept),
    ])  # fmt: skip
    said = [_sentence(everything, kept, zipped, level)]
    if budget:
        problems = check_budget({"raw": kept.raw}, {"raw": budget * MB})
        verdict = "over" if problems else "within"
        said.append(f"The budget of {budget:g} MB, unpacked: {verdict}.")
    for pattern in unmatched(everything.files, exclude):
        said.append(f"The pattern {pattern!r} matches no file.")
    return Frame(rows, picture, "\n".join([*said, *everything.problems]))


def _sentence(everything: Bundle, kept: Bundle, zipped: int, level: int) -> str:
    less = 1 - kept.raw / everything.raw if everything.raw else 0.0
    saved = f" ({100 * less:.1f} % left out)" if less else ""
    return (
        f"{megabytes(kept.raw)} unpacked{saved}, {megabytes(zipped)} as a zip at level {level}, "
        f"{len(kept.files)} files."
    )
