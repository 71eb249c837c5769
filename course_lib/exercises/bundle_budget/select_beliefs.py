"""What wrong rules of `select` believe, told by what they leave out in all runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from course_lib.exercises.code import Code
from course_lib.exercises.model import Evidence, Misconception

PATHS = ("PurePath", "PurePosixPath", "PureWindowsPath", "Path", "PosixPath")


@dataclass(frozen=True)
class Asked:
    """What a run passed: the paths in their order, and the patterns."""

    paths: tuple[str, ...]
    rules: tuple[str, ...]


def _runs(evidence: Evidence) -> list[tuple[Asked, list[str]]]:
    """What was asked and what came back, of every run that gave a list.

    Nothing of an answer that takes paths out which no pattern names, or gives back what was never
    passed: it may believe anything.
    """
    runs = [
        (play.given, play.value)
        for play in evidence.symptom.play.bench.plays
        if isinstance(play.given, Asked) and isinstance(play.value, list)
    ]
    idle = ((), ("nothing/like/this",))
    careless = any(
        _folded(asked.paths) - _folded(value) for asked, value in runs if asked.rules in idle
    ) or any(_folded(value) - _folded(asked.paths) for asked, value in runs)
    return [] if careless else runs


def _folded(paths: Iterable[str]) -> set[str]:
    """Without upper case and a slash at the end: an answer that changes those can still be read."""
    return {str(path).casefold().rstrip("/") for path in paths}


def _gone(evidence: Evidence, pattern: str, path: str) -> bool:
    """A run with no other pattern took the path out."""
    return any(
        asked.rules == (pattern,) and path in asked.paths and not _folded([path]) & _folded(value)
        for asked, value in _runs(evidence)
    )


def _there(evidence: Evidence, pattern: str, path: str) -> bool:
    """A run with no other pattern left the path in."""
    return any(
        asked.rules == (pattern,) and path in asked.paths and path in value
        for asked, value in _runs(evidence)
    )


# Facts about single patterns that several beliefs rest on.


def _star_crosses(evidence: Evidence) -> bool:
    crossed = (("pkg/*.py", "pkg/sub/x.py"), ("*/x.py", "pkg/sub/x.py"), ("*.py", "pkg/x.py"))
    return (
        all(_gone(evidence, pattern, path) for pattern, path in (*crossed, ("a*b", "a/b")))
        and _there(evidence, "pkg/*.py", "x.py")
        and _there(evidence, "a*b", "b")
    )


def _from_the_right(evidence: Evidence) -> bool:
    return _gone(evidence, "tests/*", "a/tests/x")


def _open_end(evidence: Evidence) -> bool:
    return _gone(evidence, "a.py", "a.pyc") and _gone(evidence, "a.py", "a.pyi")


def _open_start(evidence: Evidence) -> bool:
    return _gone(evidence, "a.py", "ba.py")


def _fnmatch(code: Code) -> bool:
    """Something of the module fnmatch is used."""
    modules = {
        alias.asname or alias.name
        for node in code.nodes(ast.Import)
        for alias in node.names
        if alias.name == "fnmatch"
    }
    return code.mentions(*_local_names(code, "fnmatch")) or code.any(
        ast.Attribute, lambda n: getattr(n.value, "id", "") in modules
    )


def _local_names(code: Code, module: str, *originals: str) -> set[str]:
    """What `from MODULE import ...` calls these names, or all of them, here."""
    return {
        alias.asname or alias.name
        for node in code.nodes(ast.ImportFrom)
        for alias in node.names
        if node.module == module and alias.name in (originals or (alias.name,))
    }


def _pure_path(code: Code) -> bool:
    """`match` is called on a path object."""
    names = {*PATHS, *_local_names(code, "pathlib", *PATHS)}
    return any(code.refers(call.func, *names) for call in code.calls("match"))


def _texts(code: Code) -> Iterator[str]:
    """The texts that stand in the code."""
    return (n.value for n in code.nodes(ast.Constant) if isinstance(n.value, str))


def _folds_case(code: Code) -> bool:
    return (
        bool(code.calls("lower", "upper", "casefold", "swapcase", "title", "normcase", "fnmatch"))
        or code.mentions("IGNORECASE", "I", "lower", "upper", "casefold", "normcase")
        or any("(?i" in text for text in _texts(code))
    )


def _two_cases(evidence: Evidence) -> bool:
    """Both README.md and readme.md went, and so did both docs/a and Docs/a."""
    return any(
        asked.rules == ("readme.md", "Docs/*") and not value for asked, value in _runs(evidence)
    )


def _matches(pattern: str, path: str) -> bool:
    """The contract's patterns, as the rules of `the_last_rule_wins` need them."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    means = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.fullmatch("".join(means.get(p) or re.escape(p) for p in parts), path) is not None


Decide = Callable[[list[str]], bool]  # the rules that match, in order -> whether the path stays


def _decides(decide: Decide) -> Callable[[Evidence], bool]:
    """Whatever several patterns say of one path, it stays if `decide` says so of them."""

    def shown(evidence: Evidence) -> bool:
        runs = [
            (asked, value)
            for asked, value in _runs(evidence)
            if len(asked.rules) > 1 and any(rule.startswith("!") for rule in asked.rules)
        ]
        cases = [
            (_matching(asked, path), path in value) for asked, value in runs for path in asked.paths
        ]
        return all(decide(rules) == stayed for rules, stayed in cases) and any(
            decide(rules) != _last_wins(rules) for rules, _ in cases
        )

    return shown


def _matching(asked: Asked, path: str) -> list[str]:
    return [rule for rule in asked.rules if _matches(rule.removeprefix("!"), path)]


def _last_wins(rules: list[str]) -> bool:
    return not rules or rules[-1].startswith("!")


def _first_wins(rules: list[str]) -> bool:
    return not rules or rules[0].startswith("!")


def _back_is_back(rules: list[str]) -> bool:
    return not rules or any(rule.startswith("!") for rule in rules)


def _never_back(rules: list[str]) -> bool:
    return all(rule.startswith("!") for rule in rules)


def _as_given(evidence: Evidence) -> bool:
    """What stays comes back in the order in which it was passed."""
    return all(
        value == [path for path in asked.paths if path in value] for asked, value in _runs(evidence)
    )


def _is_regex(evidence: Evidence) -> bool:
    return _gone(evidence, "a.py", "aXpy") or (
        _gone(evidence, "b+c.py", "bbc.py") and _there(evidence, "b+c.py", "b+c.py")
    )


MISCONCEPTIONS = (
    Misconception(
        "fnmatch is a path glob",
        "fnmatch lets * cross '/': 'pkg/*.py' also removed pkg/sub/x.py.",
        frozenset({"star-crosses", "question-wrong"}),
        lambda e: _star_crosses(e) and _fnmatch(e.code),
    ),
    Misconception(
        "PurePath.match is anchored",
        "PurePath.match matches from the right: 'tests/*' removed a/tests/x as well.",
        frozenset({"part-matches", "star-crosses"}),
        lambda e: _from_the_right(e) and _pure_path(e.code),
    ),
    Misconception(
        "match() is enough",
        "re.match leaves the end open: 'a.py' removed a.pyc and a.pyi.",
        frozenset({"part-matches"}),
        lambda e: _open_end(e) and not _open_start(e) and bool(e.code.calls("match")),
    ),
    Misconception(
        "contains is enough",
        "Substring matching also removed files whose name merely contains the word.",
        frozenset({"part-matches"}),
        lambda e: _open_end(e) and _open_start(e),
    ),
    Misconception(
        "a name matches in every folder",
        "Unlike in .gitignore, a pattern without a slash means the top only: **/a.py means "
        "every folder.",
        frozenset({"part-matches"}),
        lambda e: (
            _gone(e, "a.py", "x/a.py")
            and _there(e, "tests/*", "a/tests/x")
            and not (_open_start(e) or _open_end(e))
        ),
    ),
    Misconception(
        "a folder takes its files along",
        "A pattern names paths, and 'tests' is one path: tests/** means what lies in the folder.",
        frozenset({"part-matches"}),
        lambda e: (
            (_gone(e, "tests", "tests/x") or _gone(e, "tests/", "tests/x"))
            and _there(e, "tests", "tests.x")
            and not (_open_start(e) or _open_end(e))
            and _there(e, "a.py", "x/a.py")
        ),
    ),
    Misconception(
        "a star is .*",
        "`.*` crosses '/': 'pkg/*.py' also removed pkg/sub/x.py. A star is `[^/]*`.",
        frozenset({"star-crosses"}),
        lambda e: (
            _star_crosses(e)
            and not _fnmatch(e.code)
            and any(".*" in text for text in _texts(e.code))
        ),
    ),
    Misconception(
        "**/ needs at least one folder",
        "**/tests matches tests at the top as well: **/ stands for zero or more folders.",
        frozenset({"zero-folders"}),
        lambda e: (
            _there(e, "**/tests/*", "tests/x.py")
            and _gone(e, "**/tests/*", "a/tests/x.py")
            and _gone(e, "**/tests/*", "a/b/tests/x.py")
            and not (_star_crosses(e) or _from_the_right(e))
        ),
    ),
    Misconception(
        "two stars are one",
        "`**` crosses folders, and a single star does not: 'docs/**' also means docs/b/c.",
        frozenset({"double-star"}),
        lambda e: (
            _there(e, "docs/**", "docs/b/c")
            and _gone(e, "docs/**", "docs/a")
            and _there(e, "lib**", "lib/a/b.so")
            and _gone(e, "lib**", "lib.so")
            and not _from_the_right(e)
        ),
    ),
    Misconception(
        "first match wins",
        "The last matching pattern wins, as in .gitignore.",
        frozenset({"last-rule"}),
        _decides(_first_wins),
    ),
    Misconception(
        "what is brought back stays",
        "The order counts: a pattern further down throws out again what was brought back.",
        frozenset({"last-rule"}),
        _decides(_back_is_back),
    ),
    Misconception(
        "what is out is out",
        "A leading exclamation mark brings back what a pattern before it threw out.",
        frozenset({"last-rule"}),
        _decides(_never_back),
    ),
    Misconception(
        "paths ignore case",
        "Deployment is Linux: 'README.md' and 'readme.md' differ.",
        frozenset({"case-ignored"}),
        lambda e: _two_cases(e) and _folds_case(e.code),
    ),
    Misconception(
        "brackets are a class",
        "There are no classes here: in 'a[1].py' the brackets are two letters of the name.",
        frozenset({"special-letters"}),
        lambda e: (
            _gone(e, "a[1].py", "a1.py")
            and _there(e, "a[1].py", "a[1].py")
            and _gone(e, "b+c.py", "b+c.py")
            and _gone(e, "d(1).py", "d(1).py")
            and not (_star_crosses(e) or _from_the_right(e))
        ),
    ),
    Misconception(
        "the rest is a regex already",
        "Dots, plus signs and brackets are letters of a name: re.escape what is no wild card.",
        frozenset({"special-letters"}),
        _is_regex,
    ),
    Misconception(
        "a walk has an order",
        "No walk of a folder promises an order: sort, or the same tree gives another list.",
        frozenset({"not-sorted"}),
        _as_given,
    ),
    Misconception(
        "paths can be read twice",
        "An iterator is at its end after one loop: go through paths once, or make a list of them.",
        frozenset({"read-twice"}),
        lambda e: bool(e.facts.get("once")),
    ),
)
