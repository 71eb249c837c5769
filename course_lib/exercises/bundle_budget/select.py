"""`select`: what stays in the bundle when the patterns have spoken."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from course_lib.exercises.bench import Bench, Play, same
from course_lib.exercises.bundle_budget.lesson import LESSON, TICKET
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.plain import ask
from course_lib.exercises.words import listed, shown

Rules = Sequence[str]


def _select(
    bench: Bench,
    requirement: str,
    code: str,
    paths: Sequence[str],
    rules: Rules,
    kept: Sequence[str],
) -> None:
    """These paths stay; they are passed in any order, and as any kind of iterable."""
    given = bench.random.sample(list(paths), len(paths))
    shape = bench.random.choice((list, tuple, iter))
    story = f"the patterns {shown(list(rules))}"
    play = ask(bench, "select", shape(given), rules, story=story, requirement=requirement)
    play.given = (requirement, given, list(rules))
    play.answered(requirement)
    wanted = sorted(kept)
    if same(play.value, wanted):
        play.met(requirement, f"{story}: {len(wanted)} of {len(paths)} stay")
        return
    got = play.value if isinstance(play.value, (list, tuple, set)) else ()
    if not isinstance(play.value, list):
        message = (
            f"Returned {shown(play.value)} ({type(play.value).__name__}); a sorted list was "
            "expected."
        )
        play.missed("sorted", "wrong-shape", message)
        return
    if sorted(map(str, got)) == wanted:
        message = f"Returned {shown(play.value)}: the right paths, but not sorted."
        play.missed("sorted", "not-sorted", message)
        return
    lost, extra = sorted(set(wanted) - set(got)), sorted(set(map(str, got)) - set(wanted))
    parts = [f"{listed(lost)} should stay"] * bool(lost) + [f"{listed(extra)} should go"] * bool(
        extra
    )
    message = f"With {story}: {' and '.join(parts) or 'paths come more than once'}."
    play.missed(requirement, code, message, lost=lost, extra=extra, rules=rules)


def nothing_to_leave_out(bench: Bench) -> None:
    """No paths, no patterns, patterns that match nothing."""
    paths = ["shop/app.py", "README.md", "b/a.txt"]
    _select(bench, "sorted", "wrong-set", paths, [], paths)
    _select(bench, "sorted", "wrong-set", [], ["*"], [])
    _select(bench, "sorted", "wrong-set", paths, ["nothing/like/this"], paths)


def a_star_stays_in_its_folder(bench: Bench) -> None:
    """`*` stands for any letters but a slash."""
    paths = ["pkg/x.py", "pkg/y.pyc", "pkg/sub/x.py", "x.py", "pkg/.py"]
    _select(
        bench, "star", "star-crosses", paths, ["pkg/*.py"], ["pkg/y.pyc", "pkg/sub/x.py", "x.py"]
    )
    _select(bench, "star", "star-crosses", paths, ["*.py"], [*paths[:3], "pkg/.py"])
    _select(
        bench,
        "star",
        "star-crosses",
        paths,
        ["*/x.py"],
        ["pkg/y.pyc", "pkg/sub/x.py", "x.py", "pkg/.py"],
    )
    _select(bench, "star", "star-crosses", ["a/b/c", "a/c", "a/bb/c"], ["a/*/c"], ["a/c"])
    _select(bench, "star", "star-crosses", ["ab", "a/b", "a.b", "b"], ["a*b"], ["a/b", "b"])


def a_question_mark_is_one_letter(bench: Bench) -> None:
    """Not none, not two, not a slash."""
    paths = ["a.py", "ab.py", "abc.py", ".py", "a/.py"]
    _select(
        bench, "question", "question-wrong", paths, ["?.py"], ["ab.py", "abc.py", ".py", "a/.py"]
    )
    _select(bench, "question", "question-wrong", ["a/b", "axb", "ab"], ["a?b"], ["a/b", "ab"])


def two_stars_cross_folders(bench: Bench) -> None:
    """`**/` stands for zero or more folders."""
    paths = ["tests/x.py", "a/tests/x.py", "a/b/tests/x.py", "atests/x.py", "tests.py"]
    code = "zero-folders"
    _select(bench, "folders", code, paths, ["**/tests/*"], ["atests/x.py", "tests.py"])
    _select(
        bench,
        "folders",
        code,
        ["x.c", "a/x.c", "a/b/x.c", "ax.c", "x.cc"],
        ["**/x.c"],
        ["ax.c", "x.cc"],
    )
    nested = ["a/z", "a/b/z", "a/b/c/z", "z", "ab/z"]
    _select(bench, "folders", code, nested, ["a/**/z"], ["z", "ab/z"])
    two = ["a/b/c/d", "a/c/d", "b/c/d", "c/d", "c/x/d"]
    _select(bench, "folders", code, two, ["**/c/**/d"], [])


def two_stars_elsewhere(bench: Bench) -> None:
    """At the end, and within a name."""
    paths = ["docs/a", "docs/b/c", "docs", "docsx/a", "x/docs/a"]
    _select(bench, "folders", "double-star", paths, ["docs/**"], ["docs", "docsx/a", "x/docs/a"])
    mixed = ["a.min.js", "x/a.min.js", "xy/z/a.min.js", "a.js"]
    _select(bench, "folders", "double-star", mixed, ["**.min.js"], ["a.js"])
    _select(
        bench,
        "folders",
        "double-star",
        ["lib/a/b.so", "lib.so", "a.so.1"],
        ["lib**.so"],
        ["a.so.1"],
    )
    _select(bench, "folders", "double-star", ["a", "a/b"], ["**"], [])


def the_last_rule_wins(bench: Bench) -> None:
    """Out, back in, and out again."""
    paths = ["d/a.txt", "d/keep.txt", "d/keep.log", "top.txt"]
    back = ["d/*", "!d/keep.*"]
    _select(bench, "last", "last-rule", paths, back, ["d/keep.txt", "d/keep.log", "top.txt"])
    _select(bench, "last", "last-rule", paths, [*back, "**/*.log"], ["d/keep.txt", "top.txt"])
    _select(bench, "last", "last-rule", paths, ["!d/keep.*", "d/*"], ["top.txt"])
    _select(bench, "last", "last-rule", paths, ["!top.txt"], paths)
    again = ["d/**", "!d/**", "d/a.txt"]
    _select(bench, "last", "last-rule", paths, again, [p for p in paths if p != "d/a.txt"])


def the_whole_path_matches(bench: Bench) -> None:
    """From the first letter to the last."""
    paths = ["a.py", "a.pyc", "a.pyi", "ba.py", "x/a.py", "a.py/x", "aXpy", "a.py\n"]
    kept = [p for p in paths if p != "a.py"]
    _select(bench, "whole", "part-matches", paths, ["a.py"], kept)
    folders = ["tests/x", "a/tests/x", "tests", "mytests/x", "tests/x/y"]
    _select(bench, "whole", "part-matches", folders, ["tests/*"], folders[1:])
    _select(
        bench, "whole", "part-matches", folders, ["tests"], [f for f in folders if f != "tests"]
    )


def letters_are_letters(bench: Bench) -> None:
    """Upper and lower case, and what is special in a regex."""
    paths = ["README.md", "readme.md", "Docs/a", "docs/a"]
    _select(bench, "case", "case-ignored", paths, ["readme.md", "Docs/*"], ["README.md", "docs/a"])
    odd = [
        "a[1].py",
        "a1.py",
        "b+c.py",
        "bbc.py",
        "d(1).py",
        "e$.py",
        "f{2}.py",
        "ff.py",
        "g|h",
        "^i",
        "j\\k",
    ]
    for name in ("a[1].py", "b+c.py", "d(1).py", "e$.py", "f{2}.py", "g|h", "^i", "j\\k"):
        _select(bench, "case", "special-letters", odd, [name], [p for p in odd if p != name])


def _fnmatch(evidence: Evidence) -> bool:
    """Something of the module fnmatch is used."""
    code = evidence.code
    modules = {a.asname or a.name for n in code.nodes(ast.Import) for a in n.names}
    names = {
        alias.asname or alias.name
        for node in code.nodes(ast.ImportFrom)
        for alias in node.names
        if node.module == "fnmatch"
    }
    return code.mentions(*names) or (
        "fnmatch" in modules
        and code.any(ast.Attribute, lambda n: getattr(n.value, "id", "") == "fnmatch")
    )


def _pure_path(evidence: Evidence) -> bool:
    code = evidence.code
    paths = bool(code.calls("PurePath", "PurePosixPath", "Path"))
    return paths and bool(code.calls("match")) and not _fnmatch(evidence)


def _open_end(evidence: Evidence) -> bool:
    """Paths go that begin with a match and end in something else."""
    lost, code = evidence.facts.get("lost", ()), evidence.code
    suffixes = {"a.pyc", "a.pyi"} <= set(lost) and not _inside(evidence)
    return suffixes and bool(code.calls("match", "search")) and not _pure_path(evidence)


def _inside(evidence: Evidence) -> bool:
    """Paths go that have the word anywhere within."""
    return {"ba.py", "a.pyc"} <= set(evidence.facts.get("lost", ()))


def _first_wins(evidence: Evidence) -> bool:
    """What stays is as the first rule says that matches, whenever rules disagree."""
    plays = [
        play
        for play in evidence.symptom.play.bench.plays
        if play.given and play.given[0] == "last" and isinstance(play.value, list)
    ]
    return bool(plays) and all(_as_first_says(play) for play in plays)


def _as_first_says(play: Play) -> bool:
    _, paths, rules = play.given
    kept = []
    for path in paths:
        first = next((r for r in rules if _matches(r.removeprefix("!"), path)), "!")
        if first.startswith("!"):
            kept.append(path)
    return sorted(map(str, play.value)) == sorted(kept)


def _matches(pattern: str, path: str) -> bool:
    """The contract's patterns, as far as the rules of the_last_rule_wins need them."""
    parts = re.split(r"(\*\*/|\*\*|\*)", pattern)
    means = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*"}
    return re.fullmatch("".join(means.get(p) or re.escape(p) for p in parts), path) is not None


MISCONCEPTIONS = (
    Misconception(
        "fnmatch is a path glob",
        "fnmatch lets * cross '/': 'pkg/*.py' also removed pkg/sub/x.py.",
        frozenset({"star-crosses", "question-wrong"}),
        _fnmatch,
    ),
    Misconception(
        "PurePath.match is anchored",
        "PurePath.match matches from the right: 'tests/*' removed a/tests/x as well.",
        frozenset({"part-matches", "star-crosses"}),
        _pure_path,
    ),
    Misconception(
        "match() is enough",
        "re.match leaves the end open: 'a.py' removed a.pyc and a.pyi.",
        frozenset({"part-matches"}),
        lambda e: not _fnmatch(e) and _open_end(e),
    ),
    Misconception(
        "contains is enough",
        "Substring matching also removed files whose name merely contains the word.",
        frozenset({"part-matches"}),
        lambda e: not _fnmatch(e) and _inside(e),
    ),
    Misconception(
        "**/ needs at least one folder",
        "**/tests matches tests at the top as well: **/ stands for zero or more folders.",
        frozenset({"zero-folders"}),
        lambda e: (
            bool(e.facts.get("extra"))
            and not e.facts.get("lost")
            and not _fnmatch(e)
            and not _pure_path(e)
        ),
    ),
    Misconception(
        "first match wins",
        "The last matching pattern wins, as in .gitignore.",
        frozenset({"last-rule"}),
        _first_wins,
    ),
    Misconception(
        "paths ignore case",
        "Deployment is Linux: 'README.md' and 'readme.md' differ.",
        frozenset({"case-ignored"}),
        lambda e: (
            bool(e.code.calls("lower", "upper", "casefold", "fnmatch"))
            or e.code.mentions("IGNORECASE", "I")
        ),
    ),
)

SELECT = Exercise(
    id="select",
    lesson=LESSON,
    ticket=TICKET,
    title="Leave out what need not ship",
    rank="core",
    names=(Required("select", "function", ("paths", "exclude")),),
    contract=(
        "`select(paths, exclude) -> list` gives the paths that stay, sorted. A pattern matches a "
        "whole path, case-sensitive: `*` and `?` do not cross `/`; `**/` at the start of a segment "
        "stands for zero or more folders, any other `**` crosses; there are no [] classes. A "
        "leading `!` brings a path back, and the last pattern that matches wins."
    ),
    requirements=(
        Requirement("sorted", "Returns the paths that stay as a sorted list.", "a sorted list"),
        Requirement("star", "`*` stays within one folder.", "not across /"),
        Requirement("question", "`?` is exactly one letter, not a /.", "one letter"),
        Requirement("folders", "`**/` is zero or more folders, other `**` crosses.", "across /"),
        Requirement("last", "The last matching pattern wins; `!` brings back.", "as in .gitignore"),
        Requirement("whole", "A pattern matches the whole path.", "from start to end"),
        Requirement("case", "Letters are letters, upper and lower case differ.", "no special ones"),
    ),
    hints=("Translate to a regex.", "`fullmatch`.", "Keep a flag, and overwrite it."),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        nothing_to_leave_out,
        a_star_stays_in_its_folder,
        a_question_mark_is_one_letter,
        two_stars_cross_folders,
        two_stars_elsewhere,
        the_last_rule_wins,
        the_whole_path_matches,
        letters_are_letters,
    ),
    own_codes=frozenset(
        {
            "wrong-shape",
            "wrong-set",
            "not-sorted",
            "star-crosses",
            "question-wrong",
            "zero-folders",
            "double-star",
            "last-rule",
            "part-matches",
            "case-ignored",
            "special-letters",
        }
    ),
)
