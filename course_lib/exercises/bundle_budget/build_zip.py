"""`build_zip` and `measure`: the same files, the same bytes, and what they weigh."""

from __future__ import annotations

import asyncio
import copy
import io
import time
import zipfile
import zlib
from collections import UserDict
from collections.abc import Mapping
from datetime import UTC, datetime

from course_lib.exercises.bench import Bench, Play, ScenarioOver, same
from course_lib.exercises.bundle_budget.build_zip_beliefs import MISCONCEPTIONS
from course_lib.exercises.bundle_budget.lesson import LESSON, TICKET
from course_lib.exercises.model import Exercise, Required, Requirement
from course_lib.exercises.plain import ask
from course_lib.exercises.words import listed, shown
from course_lib.virtual_time.clocks import WALL_START

DAY = 86400.0
JUST_NOW = 120.0  # seconds before a check in which a cell that reads the clock may have run
MANY = "many files"
Files = Mapping[str, bytes]


def _files(bench: Bench) -> dict[str, bytes]:
    """Names in no order, text that compresses, bytes that do not, files alike in all but name."""
    return {
        "shop/routes.py": b"async def page(request): ...\n" * 60,
        "shop/__init__.py": b"",
        "about/LICENSE": b"MIT " * 30,
        "shop/data.bin": bench.random.randbytes(700),
        "shop/zelt-ü.txt": "für zwei ".encode() * 20,
        "Shop/routes.py": b"\r\n\x00\r\n",
        "about/__init__.py": b"",
        "about/NOTICE": b"MIT " * 30,
        "docs/LICENSE": b"MIT " * 30,
        ".env": b"SHOP=tern\n",
        " a tent.txt": b"tent",
        "img/tent.png": bench.random.randbytes(90),
        "lib/tern.zip": b"PK\x05\x06" + b"\x00" * 18,
        "shop/__pycache__/routes.cpython-313.pyc": bench.random.randbytes(60),
    }


def _words(bench: Bench) -> bytes:
    """More than a buffer of text, which each level of compression packs otherwise."""
    words = ["".join(bench.random.choices("abcdefgh", k=6)) for _ in range(300)]
    return " ".join(bench.random.choices(words, k=12_000)).encode()


def _archive(play: Play) -> zipfile.ZipFile | None:
    """The archive that was built, None (and a finding) if it cannot be read."""
    data = play.value
    if not isinstance(data, bytes):
        message = f"build_zip returned {shown(data)} ({type(data).__name__}); bytes were expected."
        play.missed("archive", "wrong-shape", message)
        return None
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        broken = archive.testzip()
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError) as error:
        message = f"The {len(data)} bytes are not a whole zip archive: {error}."
        play.missed("archive", "cut-off", message)
        return None
    if broken:
        play.missed("archive", "cut-off", f"{broken} in the archive is damaged.")
        return None
    return archive


def _build(bench: Bench, files: Files, story: str, requirement: str = "archive") -> Play:
    # A copy: what the answer does to its mapping is told by `the_input_stays` alone.
    play = ask(bench, "build_zip", copy.copy(files), story=story, requirement=requirement)
    play.answered(requirement)
    if requirement != "archive" and not isinstance(play.value, bytes):
        raise ScenarioOver  # what came back has been told by `archives_of_many_files`
    return play


def archives_of_many_files(bench: Bench) -> None:
    """Text, noise, an empty file, no file at all, a mapping that is no dict."""
    for files, story in (
        (_files(bench) | {"shop/words.txt": _words(bench)}, MANY),
        ({}, "no files"),
        ({"only/__init__.py": b""}, "one empty file"),
        ({"a": b"x"}, "one byte"),
        ({"deep/er/and/deep/er.txt": b"tent " * 40, "er.txt": b"pole"}, "one name in two folders"),
        (UserDict(_files(bench)), "a mapping that is no dict"),
    ):
        play = _build(bench, files, story)
        archive = _archive(play)
        if archive is not None and _contents(play, archive, files):
            _deflated(play, archive)


def _contents(play: Play, archive: zipfile.ZipFile, files: Files) -> bool:
    names = archive.namelist()
    missing = sorted(set(files) - set(names))
    if missing and len(names) + len(missing) == len(files):
        empty = all(not files[name] for name in missing)
        message = f"The archive lacks {listed(map(repr, missing))}."
        return play.missed("archive", "file-lost", message, empty=empty)
    if missing or len(names) != len(files):
        message = f"The archive has the names {shown(names)}; {shown(sorted(files))} was expected."
        return play.missed("archive", "wrong-names", message)
    for name, data in files.items():
        got = archive.read(name)
        if got != data:
            message = f"{name!r} holds {shown(got)} in the archive; {shown(data)} was given."
            return play.missed("archive", "wrong-contents", message)
    return play.met("archive", "every name and every byte is there")


def _deflated(play: Play, archive: zipfile.ZipFile) -> None:
    """An empty file has nothing to deflate."""
    for info in archive.infolist():
        if info.file_size and info.compress_type != zipfile.ZIP_DEFLATED:
            kind = zipfile.compressor_names.get(info.compress_type, "unknown")
            message = f"{info.filename!r} is not deflated; its way of packing is {kind!r}."
            play.missed("deflated", "not-deflated", message, kind=kind)
            return
    play.met("deflated", "deflated")


def the_same_bytes_in_any_order(bench: Bench) -> None:
    """A mapping's order is an accident."""
    files = _files(bench)
    files |= {f"data/{i}.txt": b"%d" % (i % 7) for i in range(60)}  # so many, and sets differ too
    first = _build(bench, files, "many files", "same")
    for names in (list(reversed(files)), sorted(files), sorted(files, key=lambda n: files[n])):
        # Texts of their own: what tells them from the first ones is where they lie in memory.
        turned = {"".join(list(name)): files[name] for name in names}
        again = _build(bench, turned, "the same files in another order", "same")
        if again.value != first.value:
            message = "The same files in another order of the mapping gave other bytes."
            names_of = [_names(first.value), _names(again.value)]
            again.missed("same", "order-leaks", message, moved=names_of[0] != names_of[1])
            return
    first.met("same", "the same bytes for any order")


def _infos(data: object) -> list[zipfile.ZipInfo]:
    """The entries of an archive; none where it is no archive."""
    try:
        return zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, TypeError):
        return []


def _names(data: object) -> list[str]:
    return [info.filename for info in _infos(data)]


def _dates(data: object) -> list[tuple[int, ...]]:
    return [tuple(info.date_time) for info in _infos(data)]


def the_same_bytes_on_another_day(bench: Bench) -> None:
    """Seconds, hours and years later by the virtual clock; nor is the date today's real one."""
    files = _files(bench)
    build = bench.answer.objects["build_zip"]
    begin = time.time()

    async def attempt() -> list[bytes]:
        built = [build(dict(files))]
        for days in (0.0002, 0.5, 40.0, 400.0):
            await asyncio.sleep(days * DAY)
            built.append(build(dict(files)))
        return built

    story = "the same files on other days"
    play = bench.perform(attempt, bench.stage(), story, None, "same", time_limit=1000 * DAY)
    play.answered("same")
    if not all(isinstance(data, bytes) for data in play.value):
        return
    dates = [_dates(data) for data in play.value]
    if any(data != play.value[0] for data in play.value):
        message = "The same files at another time gave other bytes."
        play.missed("same", "time-leaks", message, dated=_moved(dates))
    elif near := [date for date in dates[0] if _is_now(date, begin)]:
        # The clock of the disk: no virtual run can turn it.
        message = f"An entry has the date {near[0]}, which a clock gave: the next build differs."
        play.missed("same", "time-leaks", message, dated=True)
    else:
        play.met("same", "the same bytes at any time")


def _moved(dates: list[list[tuple[int, ...]]]) -> bool:
    """Whether the dates of the same number of entries differ from build to build."""
    return any(d != dates[0] for d in dates) and len({len(d) for d in dates}) == 1


def _is_now(date: tuple[int, ...], begin: float) -> bool:
    """Whether a date is that of this check, or of the moment when the answer was loaded.

    In local time or in UTC; a zip counts in steps of two seconds.
    """
    loaded = WALL_START.timestamp()
    for zone in (None, UTC):
        try:
            moment = datetime(*date, tzinfo=zone).timestamp()
        except (ValueError, OverflowError):  # a month 0, say: no clock shows that
            return False
        if begin - JUST_NOW <= moment <= time.time() + 2 or abs(moment - loaded) <= 2:
            return True
    return False


def measures_text(bench: Bench) -> None:
    """Letters are not bytes, and an empty file is a file."""
    for files, story in (
        ({"a/de.txt": "für zwei Nächte ".encode() * 20, "b": b"tent"}, "text that is not ASCII"),
        ({"a/__init__.py": b"", "a/b.py": b"x = 1\n" * 9}, "an empty file and another one"),
        ({}, "no files"),
    ):
        _measured(bench, files, story)


def measures(bench: Bench) -> None:
    """Noise, many small files, and a mapping that is no dict."""
    for files, story in (
        (_files(bench) | {"shop/words.txt": _words(bench)}, MANY),
        ({f"n{i}": bench.random.randbytes(40) for i in range(30)}, "thirty small files"),
        (UserDict(_files(bench)), "a mapping that is no dict"),
    ):
        _measured(bench, files, story)


def _measured(bench: Bench, files: Files, story: str) -> None:
    archive = _build(bench, files, story, "measured").value
    play = ask(bench, "measure", copy.copy(files), story=story, requirement="measured")
    play.answered("measured")
    got = play.value
    raw = sum(map(len, files.values()))
    wanted = {"files": len(files), "raw": raw, "zip": len(archive)}
    if not isinstance(got, dict) or set(got) != set(wanted):
        message = f"measure returned {shown(got)}; files, raw and zip were expected."
        play.missed("measured", "wrong-shape", message)
        return
    wrong = False
    for key, code in (("files", "wrong-count"), ("raw", "wrong-raw"), ("zip", "wrong-zip")):
        if not same(got[key], wanted[key]):
            wrong = True
            message = f"{key} is {shown(got[key])} for {story}; {wanted[key]} was expected."
            facts = {"got": got[key], "zipped": len(archive), "files": files}
            play.missed("measured", code, message, packed=_packed(archive), **facts)
    if not wrong:
        play.met("measured", f"{wanted}")


def _packed(archive: object) -> int:
    """The compressed bytes of all entries, without headers."""
    return sum(info.compress_size for info in _infos(archive))


def the_input_stays(bench: Bench) -> None:
    """The mapping is the caller's."""
    for name in ("build_zip", "measure"):
        files = _files(bench)
        kept = dict(files)
        play = ask(bench, name, files, story=MANY, requirement="measured")
        play.answered("measured")
        if list(files.items()) != list(kept.items()):
            message = f"{name} changed the mapping that it was given."
            play.missed("archive", "input-changed", message)


BUILD_ZIP = Exercise(
    id="build_zip",
    lesson=LESSON,
    ticket=TICKET,
    title="Pack the same files into the same bytes",
    rank="standard",
    names=(
        Required("build_zip", "function", ("files",)),
        Required("measure", "function", ("files",)),
    ),
    contract=(
        "`build_zip(files) -> bytes` packs a mapping of names to bytes into a deflated zip "
        "archive: "
        "the same bytes for any order of the mapping and any time of day, names and empty files "
        'kept. `measure(files) -> {"files", "raw", "zip"}` gives the number of files, their '
        "unpacked bytes, and len(build_zip(files))."
    ),
    requirements=(
        Requirement(
            "archive", "Gives a whole archive with every name and byte.", "also empty files"
        ),
        Requirement("deflated", "Deflates the entries.", "ZIP_DEFLATED"),
        Requirement("same", "Gives the same bytes for any order and any time.", "reproducible"),
        Requirement("measured", "measure gives files, raw and zip.", "the artefact's own size"),
    ),
    hints=("A ZipInfo with a fixed date.", "`compress_type`.", "Close before you read."),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        the_input_stays,
        archives_of_many_files,
        the_same_bytes_in_any_order,
        the_same_bytes_on_another_day,
        measures_text,
        measures,
    ),
    own_codes=frozenset(
        {
            "wrong-shape",
            "cut-off",
            "file-lost",
            "wrong-names",
            "wrong-contents",
            "not-deflated",
            "order-leaks",
            "time-leaks",
            "wrong-count",
            "wrong-raw",
            "wrong-zip",
            "input-changed",
        }
    ),
)
