"""build_zip and measure: what must be true of a program before a belief is named."""

from __future__ import annotations

import ast
import asyncio
import datetime
import io
import sys
import time
import zipfile
import zlib
from typing import Any

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence

TEXT = {"b.txt": "für ".encode() * 9, "a.txt": b"tent" * 50, "c/__init__.py": b""}


def built(e: Evidence, files: dict[str, bytes]) -> Any:
    async def story(made: Any, recording: Any) -> Any:
        return made(dict(files))

    return e.drive(story).value


def measured(e: Evidence, files: dict[str, bytes]) -> dict[str, Any]:
    async def story(made: Any, recording: Any) -> Any:
        return sys.modules["mutant"].measure(dict(files))  # the function beside build_zip

    value = e.drive(story).value
    return value if isinstance(value, dict) else {}


def entries(data: Any) -> list[zipfile.ZipInfo]:
    try:
        return zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, TypeError):
        return []


def names(data: Any) -> list[str]:
    return [info.filename for info in entries(data)]


def dates(data: Any) -> list[tuple[int, ...]]:
    return [info.date_time for info in entries(data)]


def order_leaks(e: Evidence) -> bool:
    turned = dict(reversed(TEXT.items()))
    return names(built(e, TEXT)) != names(built(e, turned))


def packed(e: Evidence) -> set[int]:
    """The compressed bytes of the entries, and of the files one by one."""
    found = {sum(info.compress_size for info in entries(built(e, TEXT)))}
    for level in range(-1, 10):
        for frame in (15, -15, 31):
            makers = [(zlib.compressobj(level, 8, frame), data) for data in TEXT.values()]
            found.add(sum(len(made.compress(data) + made.flush()) for made, data in makers))
    return found


def letters(e: Evidence) -> bool:
    raw = measured(e, TEXT).get("raw")
    decoded = sum(len(data.decode()) for data in TEXT.values())
    return raw in (decoded, sum(len(str(data)) for data in TEXT.values()))


def dated(e: Evidence) -> bool:
    """The dates of two builds differ, or are of the day of now, or of that of loading."""

    async def story(made: Any, recording: Any) -> Any:
        first = made(dict(TEXT))
        await asyncio.sleep(300)
        return dates(first), dates(made(dict(TEXT)))

    start = time.time()
    first, second = e.drive(story).value or ([], [])
    if first != second:
        return True
    loaded = datetime.datetime(2026, 9, 28, 9, tzinfo=datetime.UTC).timestamp()
    return any(
        abs(datetime.datetime(*date, tzinfo=zone).timestamp() - moment) < 90_000
        for date in first
        for moment in (start, loaded)
        for zone in (None, datetime.UTC)
    )


def cut_off(e: Evidence) -> bool:
    data = built(e, TEXT)
    return isinstance(data, bytes) and not entries(data) and e.mentions("ZipFile")


def read_early(e: Evidence) -> bool:
    """Read in a `with` of a zip file, or before a close, or nothing is ever closed."""
    reads = e.calls("getvalue", "read", "getbuffer")
    closes = e.calls("close", "__exit__")
    blocks = list(e.nodes(ast.With))
    inside = any(block in e.around(read) for read in reads for block in blocks)
    before = any(read.lineno < close.lineno for read in reads for close in closes)
    return bool(reads) and (inside or before or not (blocks or closes))


def stored(e: Evidence) -> bool:
    kinds = {info.compress_type for info in entries(built(e, TEXT)) if info.file_size}
    return zipfile.ZIP_STORED in kinds and not e.mentions("ZIP_STORED")


def too_old(e: Evidence) -> bool:
    async def story(made: Any, recording: Any) -> Any:
        return made(dict(TEXT))

    return "before 1980" in str(e.drive(story).error)


def in_a_set(e: Evidence) -> bool:
    """A set is made, nothing is sorted, and the entries move with the order of many files."""
    many = {f"n{i}": b"" for i in range(99)}
    turned = dict(reversed(many.items()))
    sets = e.calls("set", "frozenset") or any(True for _ in e.nodes(ast.Set, ast.SetComp))
    return bool(sets) and names(built(e, many)) != names(built(e, turned))


CLAIMS: Claims = {
    "a set has an order": in_a_set,
    "dict order is stable": order_leaks,
    "compressed is the size": lambda e: (
        measured(e, TEXT).get("raw") in {len(built(e, TEXT) or b""), *packed(e)}
    ),
    "getvalue inside with": lambda e: cut_off(e) and read_early(e),
    "empty files are nothing": lambda e: (
        set(names(built(e, TEXT))) == {"a.txt", "b.txt"} or measured(e, TEXT).get("files") == 2
    ),
    "a zip is compressed": stored,
    "len of the text": letters,
    "sum of compressed sizes": lambda e: measured(e, TEXT).get("zip") in packed(e),
    "the clock has no say in a zip": dated,
    "the dates of a zip begin in 1970": too_old,
}
