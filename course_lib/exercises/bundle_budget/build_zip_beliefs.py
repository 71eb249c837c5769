"""What wrong archives believe, told by what is in them and by the code."""

from __future__ import annotations

import ast
import zlib
from collections.abc import Mapping

from course_lib.exercises.code import Code
from course_lib.exercises.model import Evidence, Misconception


def _unsorted(evidence: Evidence) -> bool:
    """The entries move with the mapping, and nothing but measure may sort."""
    code = evidence.code
    measure = code.functions.get("measure")
    sorts = code.calls("sorted", "sort", "heapify", "insort")
    own = [c for c in sorts if measure is None or measure not in code.around(c)]
    return bool(evidence.facts.get("moved")) and not own


def _in_a_set(evidence: Evidence) -> bool:
    """The names are walked in the order of a set."""
    code = evidence.code
    return _unsorted(evidence) and bool(
        code.calls("set", "frozenset") or any(True for _ in code.nodes(ast.Set, ast.SetComp))
    )


READS = ("getvalue", "read", "getbuffer")


def _read_too_early(evidence: Evidence) -> bool:
    """The bytes are read before the archive is closed, or it never is."""
    code = evidence.code
    if not code.mentions("ZipFile", *_zip_names(code)):
        return False
    blocks = [block for block in code.nodes(ast.With) if _opens_zip(code, block)]
    closes = code.calls("close", "__exit__")
    if not blocks and not closes:
        return bool(code.calls(*READS))
    inside = any(code.calls(*READS, inside=line) for block in blocks for line in block.body)
    early = any(
        read.lineno < close.lineno and code.function_of(read) is code.function_of(close)
        for read in code.calls(*READS)
        for close in closes
        if not blocks
    )
    return inside or early


def _zip_names(code: Code) -> set[str]:
    """What the answer calls its own kinds of ZipFile."""
    return {
        node.name
        for node in code.nodes(ast.ClassDef)
        if any(code.mentions("ZipFile", inside=base) for base in node.bases)
    } | {own for own, original in code.aliases.items() if original == "ZipFile"}


def _opens_zip(code: Code, block: ast.With) -> bool:
    names = ("ZipFile", *_zip_names(code))
    return any(code.refers(item.context_expr, *names) for item in block.items)


def _size_of_text(evidence: Evidence) -> bool:
    """The sum of the lengths of the files as text, decoded or printed."""
    files: Mapping[str, bytes] = evidence.facts["files"]
    ways = (
        [len(data.decode(errors=errors)) for data in files.values()]
        for errors in ("replace", "ignore")
    )
    sums = {sum(lengths) for lengths in ways} | {sum(len(str(d)) for d in files.values())}
    code = evidence.code
    return evidence.facts["got"] in sums and (
        bool(code.calls("decode", "str", "repr")) or code.mentions("str", "decode")
    )


def _packed_sizes(files: Mapping[str, bytes]) -> set[int]:
    """The sum of the files compressed one by one, with and without a frame, at any level."""
    found = set()
    for level in range(-1, 10):
        for frame in (15, -15, 31):
            packed = 0
            for data in files.values():
                squeezer = zlib.compressobj(level, zlib.DEFLATED, frame)
                packed += len(squeezer.compress(data) + squeezer.flush())
            found.add(packed)
    return found


def _sum_of_parts(evidence: Evidence) -> bool:
    facts, code = evidence.facts, evidence.code
    asks = code.mentions("compress_size") or bool(code.calls("compress", "compressobj", "flush"))
    parts = {facts["packed"], *_packed_sizes(facts["files"])}
    return asks and facts["got"] in parts and facts["got"] < facts["zipped"]


def _compressed_as_raw(evidence: Evidence) -> bool:
    facts = evidence.facts
    return facts["got"] in {facts["zipped"], facts["packed"], *_packed_sizes(facts["files"])}


def _no_empty_files(evidence: Evidence) -> bool:
    """Exactly the empty files are missing, or were not counted."""
    facts = evidence.facts
    if "empty" in facts:
        return bool(facts["empty"])
    return facts["got"] == sum(1 for data in facts["files"].values() if data)


def _stored(evidence: Evidence) -> bool:
    """Stored, and nobody asked for that."""
    return evidence.facts["kind"] == "store" and not evidence.code.mentions("ZIP_STORED")


def _before_1980(evidence: Evidence) -> bool:
    error = evidence.symptom.play.error
    return isinstance(error, ValueError) and "before 1980" in str(error)


MISCONCEPTIONS = (
    Misconception(
        "a set has an order",
        "The order of a set depends on how it was filled, and differs from run to run: sort the "
        "names.",
        frozenset({"order-leaks"}),
        _in_a_set,
    ),
    Misconception(
        "dict order is stable",
        "The order of the mapping leaks into the archive: sort the names.",
        frozenset({"order-leaks"}),
        _unsorted,
    ),
    Misconception(
        "compressed is the size",
        "raw must be the unpacked size: the platform limit (250 MB on Lambda) is on that.",
        frozenset({"wrong-raw"}),
        _compressed_as_raw,
    ),
    Misconception(
        "getvalue inside with",
        "The central directory is written on close: your archive is cut off.",
        frozenset({"cut-off"}),
        _read_too_early,
    ),
    Misconception(
        "empty files are nothing",
        "An empty __init__.py makes a package: keep it.",
        frozenset({"file-lost", "wrong-count"}),
        _no_empty_files,
    ),
    Misconception(
        "a zip is compressed",
        "Entries are STORED unless you ask for DEFLATE, and a ZipInfo has to ask for itself.",
        frozenset({"not-deflated"}),
        _stored,
    ),
    Misconception(
        "len of the text",
        "Count bytes, not characters: 'ü' is one letter and two bytes.",
        frozenset({"wrong-raw"}),
        _size_of_text,
    ),
    Misconception(
        "sum of compressed sizes",
        "Sum of parts leaves out the headers and the directory: measure the artefact that you "
        "ship.",
        frozenset({"wrong-zip"}),
        _sum_of_parts,
    ),
    Misconception(
        "the clock has no say in a zip",
        "An entry carries its date: give each ZipInfo a fixed one, or tomorrow's build differs.",
        frozenset({"time-leaks"}),
        lambda e: bool(e.facts.get("dated")),
    ),
    Misconception(
        "the dates of a zip begin in 1970",
        "A zip cannot hold a date before 1980: its first is (1980, 1, 1, 0, 0, 0).",
        frozenset({"raised"}),
        _before_1980,
    ),
)
