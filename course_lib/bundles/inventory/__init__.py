"""The sample app's bundle as it was seen once, so that a figure is the same everywhere.

`bundle.tsv` has a line for each file: in which form of the app it is, its package, its bytes, and
its bytes deflated at three levels. `about.toml` says where and with which versions that was, and
how long a start took there. Both are made by scripts/record_bundle.py.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from course_lib.bundles.distributions import Bundle, File

PLACE = Path(__file__).parent
LEVELS = (1, 6, 9)
HEAD = "\t".join(["form", "name", "package", "raw", *(f"level {level}" for level in LEVELS)])
# PKWARE, APPNOTE.TXT, 4.3.7, 4.3.12 and 4.3.16: a header before each file, an entry for it in the
# directory at the end, and the end of the directory. Both of the former hold the file's name.
_LOCAL, _CENTRAL, _END = 30, 46, 22


@lru_cache
def recorded(form: str = "numpy") -> Bundle:
    """The bundle of one form of the app, "numpy" or "statistics"; its files are not here."""
    if form not in ("numpy", "statistics"):
        raise ValueError(f"No form {form!r} was recorded. There are: numpy, statistics.")
    files = {}
    for line in (PLACE / "bundle.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        seen_in, name, package, raw, *sizes = line.split("\t")
        if seen_in in (form, "both"):
            deflated = dict(zip(LEVELS, map(int, sizes), strict=True))
            files[name] = File(name, None, package, int(raw), deflated)
    versions = about()["versions"]
    return Bundle(dict(sorted(files.items())), versions)


@lru_cache
def about() -> dict[str, Any]:
    """Where that was, with which versions, and how many seconds the steps of a start took."""
    return tomllib.loads((PLACE / "about.toml").read_text(encoding="utf-8"))


def zip_size(files: Iterable[File], level: int = 6) -> int:
    """The bytes of the archive of recorded files: the parts, their headers, and the directory."""
    parts = [
        (file.deflated or {})[level] + _LOCAL + _CENTRAL + 2 * len(file.name.encode())
        for file in files
    ]
    return sum(parts) + _END
