"""What stays in a bundle when the exclude patterns have spoken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

# The longest first. `**/` counts as zero or more folders only where a segment begins.
_TOKENS = re.compile(r"(?:^|(?<=/))\*\*/|\*\*|\*|\?")
_MEANINGS = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def select(paths: Iterable[str], exclude: Sequence[str]) -> list[str]:
    """The paths that stay, sorted: a path stays unless the last pattern that matches excludes it.

    A pattern matches a whole path, letter by letter. `*` and `?` do not cross `/`; `**/` at the
    start of a segment stands for zero or more folders, any other `**` crosses; a leading `!`
    brings a path back, as in .gitignore.
    """
    rules = [(not rule.startswith("!"), compiled(rule.removeprefix("!"))) for rule in exclude]
    return sorted(path for path in paths if not _excluded(path, rules))


def unmatched(paths: Iterable[str], exclude: Sequence[str]) -> list[str]:
    """The patterns that match none of the paths: a folder was renamed, or a name misspelt."""
    paths = list(paths)
    return [
        rule for rule in exclude if not any(map(compiled(rule.removeprefix("!")).fullmatch, paths))
    ]


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern (without its `!`) as a regular expression, to be used with `fullmatch`."""
    parts, end = [], 0
    for token in _TOKENS.finditer(pattern):
        parts += [re.escape(pattern[end : token.start()]), _MEANINGS[token[0]]]
        end = token.end()
    return re.compile("".join([*parts, re.escape(pattern[end:])]), re.DOTALL)


def _excluded(path: str, rules: Sequence[tuple[bool, re.Pattern[str]]]) -> bool:
    out = False
    for excludes, pattern in rules:
        if pattern.fullmatch(path):
            out = excludes
    return out
