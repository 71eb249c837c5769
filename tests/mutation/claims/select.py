"""select: what must be true of a program before a belief is named."""

from __future__ import annotations

import ast
from typing import Any

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence


def left(e: Evidence, paths: Any, *rules: str) -> list[Any]:
    """What stays of these paths; nothing where the answer raises or gives no list."""

    async def story(made: Any, recording: Any) -> Any:
        return made(paths, list(rules))

    value = e.drive(story).value
    return value if isinstance(value, list) else []


def takes(e: Evidence, pattern: str, *paths: str) -> bool:
    """The pattern takes each of these out, and leaves a path that has nothing to do with it."""
    stayed = left(e, [*paths, "~~~/~~~"], pattern)
    return "~~~/~~~" in stayed and not set(paths) & set(stayed)


def leaves(e: Evidence, pattern: str, *paths: str) -> bool:
    return set(paths) <= set(left(e, list(paths), pattern))


def texts(e: Evidence) -> list[str]:
    return [n.value for n in e.nodes(ast.Constant) if isinstance(n.value, str)]


def imports(e: Evidence, module: str) -> bool:
    return any(
        getattr(node, "module", None) == module or any(a.name == module for a in node.names)
        for node in e.nodes(ast.Import, ast.ImportFrom)
    )


def star_crosses(e: Evidence) -> bool:
    return takes(e, "lib/*.c", "lib/deep/er.c")


def open_end(e: Evidence) -> bool:
    return takes(e, "b.txt", "b.txt", "b.txt.gz", "b.txts")


def open_start(e: Evidence) -> bool:
    return takes(e, "b.txt", "b.txt", "ab.txt")


def ignores_case(e: Evidence) -> bool:
    folds = e.calls("lower", "upper", "casefold", "normcase", "fnmatch") or e.mentions(
        "IGNORECASE", "I", "lower", "upper", "casefold"
    )
    flags = any("(?i" in text for text in texts(e))
    return takes(e, "Ab", "aB", "AB", "ab") and bool(folds or flags)


def in_order(e: Evidence) -> bool:
    return left(e, ["c", "a", "b"]) == ["c", "a", "b"]


def read_twice(e: Evidence) -> bool:
    paths = ["b", "c", "a"]
    return left(e, paths, "b", "a") != left(e, iter(paths), "b", "a")


CLAIMS: Claims = {
    "fnmatch is a path glob": lambda e: star_crosses(e) and imports(e, "fnmatch"),
    "PurePath.match is anchored": lambda e: (
        imports(e, "pathlib") and bool(e.calls("match")) and takes(e, "t/*", "t/x", "u/v/t/x")
    ),
    "match() is enough": lambda e: open_end(e) and bool(e.calls("match")),
    "contains is enough": lambda e: open_end(e) and open_start(e),
    "a name matches in every folder": lambda e: (
        takes(e, "b.txt", "b.txt", "q/b.txt", "q/r/b.txt") and leaves(e, "b.txt", "b.txt.gz")
    ),
    "a folder takes its files along": lambda e: (
        takes(e, "docs", "docs/a", "docs/b/c") or takes(e, "docs/", "docs/a", "docs/b/c")
    ),
    "a star is .*": lambda e: star_crosses(e) and any(".*" in text for text in texts(e)),
    "**/ needs at least one folder": lambda e: (
        leaves(e, "**/docs/*", "docs/a") and takes(e, "**/docs/*", "x/docs/a", "x/y/docs/a")
    ),
    "two stars are one": lambda e: (
        leaves(e, "lib/**", "lib/a/b") and takes(e, "lib/**", "lib/a", "lib/b")
    ),
    "first match wins": lambda e: (
        left(e, ["a", "b"], "!a", "*") == ["a"] and left(e, ["a", "b"], "*", "!a") == []
    ),
    "what is brought back stays": lambda e: (
        left(e, ["a", "b"], "!a", "*") == ["a"] and left(e, ["a", "b"], "*", "!a") == ["a"]
    ),
    "what is out is out": lambda e: left(e, ["a", "b"], "*", "!a") == [],
    "paths ignore case": ignores_case,
    "brackets are a class": lambda e: takes(e, "x[78]", "x7", "x8") and leaves(e, "x[78]", "x[78]"),
    "the rest is a regex already": lambda e: (
        takes(e, "s.t", "s.t", "sXt") or (takes(e, "mn+o", "mnnno") and leaves(e, "mn+o", "mn+o"))
    ),
    "a walk has an order": in_order,
    "paths can be read twice": read_twice,
}
