"""`build_zip` and `measure`: the same files, the same bytes, and what they weigh."""

from __future__ import annotations

import ast
import io
import os
import zipfile
import zlib
from collections.abc import Mapping

from course_lib.exercises.bench import Bench, Play, same
from course_lib.exercises.bundle_budget.lesson import LESSON, TICKET
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.plain import ask
from course_lib.exercises.words import shown

DAY = 86400.0


def _files(bench: Bench) -> dict[str, bytes]:
    """Names in no order, text that compresses, bytes that do not, an empty file."""
    noise = bench.random.randbytes(700)
    return {
        "shop/routes.py": b"async def page(request): ...\n" * 60,
        "shop/__init__.py": b"",
        "about/LICENSE": b"MIT " * 30,
        "shop/data.bin": noise,
        "shop/zelt-ü.txt": "für zwei ".encode() * 20,
    }


def _archive(play: Play) -> zipfile.ZipFile | None:
    """The archive that was built, None (and a finding) if it cannot be read."""
    data = play.value
    if not isinstance(data, (bytes, bytearray)):
        message = f"build_zip returned {shown(data)} ({type(data).__name__}); bytes were expected."
        play.missed("archive", "wrong-shape", message)
        return None
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        broken = archive.testzip()
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError) as error:
        message = f"The {len(data)} bytes are not a whole zip archive: {error}."
        play.missed("archive", "cut-off", message)
        return None
    if broken:
        play.missed("archive", "cut-off", f"{broken} in the archive is damaged.")
        return None
    return archive


def _build(bench: Bench, files: Mapping[str, bytes], story: str) -> Play:
    play = ask(bench, "build_zip", files, story=story, requirement="archive")
    play.answered("archive")
    return play


def archives_of_many_files(bench: Bench) -> None:
    """Text, noise, an empty file, no file at all."""
    for files, story in (
        (_files(bench), "five files"),
        ({}, "no files"),
        ({"only/__init__.py": b""}, "one empty file"),
        ({"a": b"x"}, "one byte"),
    ):
        play = _build(bench, files, story)
        archive = _archive(play)
        if archive is not None:
            _contents(play, archive, files)
            _deflated(play, archive, files)


def _contents(play: Play, archive: zipfile.ZipFile, files: Mapping[str, bytes]) -> None:
    names = archive.namelist()
    missing = sorted(set(files) - set(names))
    if missing:
        empty = all(not files[name] for name in missing)
        message = f"The archive lacks {shown(missing)}."
        play.missed("archive", "file-lost", message, empty=empty)
        return
    if len(names) != len(files):
        message = f"The archive has the names {shown(names)}; {shown(sorted(files))} was expected."
        play.missed("archive", "wrong-names", message)
        return
    for name, data in files.items():
        if archive.read(name) != data:
            message = (
                f"{name} has {len(archive.read(name))} bytes in the archive; {len(data)} "
                "were given."
            )
            play.missed("archive", "wrong-contents", message)
            return
    play.met("archive", "every name and every byte is there")


def _deflated(play: Play, archive: zipfile.ZipFile, files: Mapping[str, bytes]) -> None:
    stored = [
        info.filename
        for info in archive.infolist()
        if info.file_size > 100 and info.compress_type != zipfile.ZIP_DEFLATED
    ]
    if stored:
        kind = zipfile.compressor_names.get(archive.getinfo(stored[0]).compress_type, "another way")
        message = f"{stored[0]} is not deflated, but packed as {kind!r}."
        play.missed("deflated", "not-deflated", message)
    else:
        play.met("deflated", "deflated")


def the_same_bytes_in_any_order(bench: Bench) -> None:
    """A mapping's order is an accident."""
    files = _files(bench)
    first = _build(bench, files, "five files")
    for _ in range(3):
        names = list(files)
        bench.random.shuffle(names)
        again = _build(
            bench, {name: files[name] for name in names}, "the same files in another order"
        )
        if again.value != first.value:
            message = "The same files in another order of the mapping gave other bytes."
            again.missed("same", "order-leaks", message)
            return
    first.met("same", "the same bytes for any order")


def the_same_bytes_on_another_day(bench: Bench) -> None:
    """The virtual clock stands still or jumps; so does the local time zone."""
    import asyncio

    files = _files(bench)
    build = bench.answer.objects["build_zip"]

    async def attempt() -> list[bytes]:
        built = [build(files)]
        for days in (0.5, 40.0, 400.0):
            await asyncio.sleep(days * DAY)
            built.append(build(files))
        return built

    play = bench.perform(
        attempt, bench.stage(), "the same files on other days", None, "same", time_limit=1000 * DAY
    )
    play.answered("same")
    if len(set(play.value)) != 1:
        message = "The same files on another day gave other bytes."
        play.missed("same", "time-leaks", message)
    else:
        play.met("same", "the same bytes on any day")


def measures(bench: Bench) -> None:
    """Empty files count, and bytes are not letters."""
    for files, story in (
        (_files(bench), "five files"),
        ({}, "no files"),
        ({"a/__init__.py": b"", "b": b"\xc3\xa9" * 50}, "an empty file and one that is not ASCII"),
        ({f"n{i}": bench.random.randbytes(40) for i in range(30)}, "thirty small files"),
    ):
        _measured(bench, files, story)


def _measured(bench: Bench, files: Mapping[str, bytes], story: str) -> None:
    archive = _build(bench, files, story).value
    play = ask(bench, "measure", files, story=story, requirement="measured")
    play.answered("measured")
    got = play.value
    raw = sum(map(len, files.values()))
    wanted = {"files": len(files), "raw": raw, "zip": len(archive)}
    if not isinstance(got, dict) or set(got) != set(wanted):
        message = f"measure returned {shown(got)}; files, raw and zip were expected."
        play.missed("measured", "wrong-shape", message)
        return
    for key, code in (("files", "wrong-count"), ("raw", "wrong-raw"), ("zip", "wrong-zip")):
        if not same(got[key], wanted[key]):
            message = f"{key} is {shown(got[key])} for {story}; {wanted[key]} was expected."
            facts = {"got": got[key], "zipped": len(archive), "raw": raw}
            parts = sum(len(zlib.compress(data)) for data in files.values())
            play.missed("measured", code, message, parts=parts, **facts)
            return
    play.met("measured", f"{wanted}")


def the_input_stays(bench: Bench) -> None:
    """The mapping is the caller's, and so is the disk."""
    files = _files(bench)
    kept = dict(files)
    play = ask(bench, "measure", files, story="five files", requirement="measured")
    play.answered("measured")
    if list(files.items()) != list(kept.items()):
        play.missed("measured", "input-changed", "The mapping was changed by the call.")
    if os.path.exists("shop/routes.py"):
        play.missed("archive", "wrote-files", "build_zip wrote files to disk; it returns bytes.")


def _inside_with(evidence: Evidence) -> bool:
    """The bytes are read before the archive is closed, or it never is."""
    code = evidence.code
    closes = code.calls("close") or any(True for _ in code.nodes(ast.With))
    return not closes or any(
        code.calls("getvalue", "read", "getbuffer", inside=line)
        for block in code.nodes(ast.With)
        for line in block.body
    )


def _text_length(evidence: Evidence) -> bool:
    return bool(evidence.code.calls("decode", "str"))


MISCONCEPTIONS = (
    Misconception(
        "dict order is stable",
        "The order of the mapping leaks into the archive: sort the names.",
        frozenset({"order-leaks"}),
        lambda e: not e.code.calls("sorted", "sort"),
    ),
    Misconception(
        "compressed is the size",
        "raw must be the unpacked size: the platform limit (250 MB on Lambda) is on that.",
        frozenset({"wrong-raw"}),
        lambda e: e.facts.get("got") in (e.facts.get("zipped"), e.facts.get("parts")),
    ),
    Misconception(
        "getvalue inside with",
        "The central directory is written on close: your archive is cut off.",
        frozenset({"cut-off"}),
        _inside_with,
    ),
    Misconception(
        "empty files are nothing",
        "An empty __init__.py makes a package: keep it.",
        frozenset({"file-lost", "wrong-count"}),
        lambda e: e.facts.get("empty", e.symptom.code == "wrong-count"),
    ),
    Misconception(
        "a zip is compressed",
        "ZipInfo entries are STORED unless you ask for DEFLATE.",
        frozenset({"not-deflated"}),
        lambda e: True,
    ),
    Misconception(
        "len of the text",
        "Count bytes, not characters.",
        frozenset({"wrong-raw"}),
        _text_length,
    ),
    Misconception(
        "sum of compressed sizes",
        "Sum of parts leaves out the headers and the directory: measure the artefact that you "
        "ship.",
        frozenset({"wrong-zip"}),
        lambda e: (
            e.code.mentions("compress_size", "compress") or bool(e.code.calls("compress", "sum"))
        ),
    ),
    Misconception(
        "the clock has no say in a zip",
        "An entry carries its date: give each ZipInfo a fixed one, or tomorrow's build differs.",
        frozenset({"time-leaks"}),
        lambda e: bool(e.code.calls("writestr", "write", "localtime", "now", "time")),
    ),
)

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
        archives_of_many_files,
        the_same_bytes_in_any_order,
        the_same_bytes_on_another_day,
        measures,
        the_input_stays,
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
            "wrote-files",
        }
    ),
)
