"""What a new instance has to do before it can serve, as it was seen with the recorded bundle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from course_lib.bundles.charts import MB
from course_lib.bundles.distributions import Bundle
from course_lib.bundles.inventory import about, recorded, zip_size

Start = dict[str, float]


def starts(patterns: Sequence[str]) -> dict[str, Start]:
    """Three bundles of the app: all files, without what the patterns exclude, without numpy.

    For each: `zip` and `raw` in MB, and seconds to `unpack` and to `load` (the first import, when
    there is no bytecode yet). Unpacking fewer files is taken to be faster in proportion.
    """
    whole, small = recorded("numpy"), recorded("statistics")
    kept = whole.without(patterns)
    with_numpy, without = about()["seconds"]["numpy"], about()["seconds"]["statistics"]
    scaled = with_numpy | {"unpack": with_numpy["unpack"] * kept.raw / whole.raw}
    return {
        "all files": _start(whole, with_numpy),
        "patterns": _start(kept, scaled),
        "no numpy": _start(small, without),
    }


def _start(bundle: Bundle, seconds: Mapping[str, float]) -> Start:
    return {
        "zip": zip_size(bundle.files.values()) / MB,
        "raw": bundle.raw / MB,
        "unpack": seconds["unpack"],
        "load": seconds["first_import"],
    }
