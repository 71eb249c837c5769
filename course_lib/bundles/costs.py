"""What a new instance has to do before it can serve, as it was seen with the recorded bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from course_lib.bundles.charts import MB
from course_lib.bundles.distributions import Bundle
from course_lib.bundles.inventory import about, recorded, zip_size


@dataclass(frozen=True, repr=False)
class Start:
    """A bundle on its way to an instance: MB as a zip, and seconds to unpack and to load it.

    All of them look alike in a picture, "bundle": so a demo draws the same luck for each.
    """

    zip: float
    unpack: float
    load: float

    def __repr__(self) -> str:
        return "bundle"

    def scaled(self, share: float) -> Start:
        """The same with another size of its zip; the seconds stay."""
        return replace(self, zip=self.zip * share)


def starts(patterns: Sequence[str]) -> dict[str, Start]:
    """Three bundles of the app: all files, without what the patterns exclude, without numpy.

    `load` is the first import, when there is no bytecode yet. Unpacking fewer files is taken to
    be faster in proportion.
    """
    whole, small = recorded("numpy"), recorded("statistics")
    kept = whole.without(patterns)
    with_numpy, without = about()["seconds"]["numpy"], about()["seconds"]["statistics"]
    unpack = with_numpy["unpack"] * kept.raw / whole.raw
    return {
        "all files": _start(whole, with_numpy["unpack"], with_numpy["first_import"]),
        "patterns": _start(kept, unpack, with_numpy["first_import"]),
        "no numpy": _start(small, without["unpack"], without["first_import"]),
    }


def _start(bundle: Bundle, unpack: float, load: float) -> Start:
    size = zip_size(bundle.files.values()) / MB
    return Start(round(size, 1), round(unpack, 3), round(load, 3))
