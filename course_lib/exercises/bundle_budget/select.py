"""`select`: what stays in the bundle when the patterns have spoken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from course_lib.exercises.bench import Bench, Play, same
from course_lib.exercises.bundle_budget.lesson import LESSON, TICKET
from course_lib.exercises.bundle_budget.select_beliefs import MISCONCEPTIONS, Asked
from course_lib.exercises.model import Exercise, Required, Requirement
from course_lib.exercises.plain import ask
from course_lib.exercises.words import listed, shown


def _select(
    bench: Bench,
    requirement: str,
    code: str,
    paths: Sequence[str],
    rules: Sequence[str],
    kept: Iterable[str],
) -> None:
    """Of `paths`, which are passed in any order, `kept` stay."""
    given = bench.random.sample(paths, len(paths))
    story = f"the patterns {shown(list(rules))}"
    play = ask(bench, "select", list(given), rules, story=story, requirement=requirement)
    play.given = Asked(tuple(given), tuple(rules))
    play.answered(requirement)
    wanted = sorted(kept)
    if same(play.value, wanted):
        play.met(requirement, f"{story}: {len(wanted)} of {len(paths)} stay")
        play.met("sorted", shown(wanted))
    elif not isinstance(play.value, list) or not all(isinstance(p, str) for p in play.value):
        kind = type(play.value).__name__
        message = f"Returned {shown(play.value)} ({kind}); a sorted list of str was expected."
        play.missed("sorted", "wrong-shape", message)
    else:
        _other_paths(play, requirement, code, wanted)


def _other_paths(play: Play, requirement: str, code: str, wanted: list[str]) -> None:
    """A list, but not the right one."""
    got = play.value
    if sorted(got) == wanted:
        message = f"Returned {shown(got)}: the right paths, but not sorted."
        play.missed("sorted", "not-sorted", message)
        return
    lost, extra = sorted(set(wanted) - set(got)), sorted(set(got) - set(wanted))
    parts = [f"{listed(map(repr, lost))} should stay"] if lost else []
    parts += [f"{listed(map(repr, extra))} should go"] if extra else []
    parts = parts or [f"{shown(wanted)} was expected, and {shown(got)} came back"]
    play.missed(requirement, code, f"With {play.story}: {' and '.join(parts)}.")


def nothing_to_leave_out(bench: Bench) -> None:
    """No paths, no patterns, patterns that match nothing."""
    paths = ["shop/app.py", "README.md", "b/a.txt", "b-1", "b", "shop.py"]
    _select(bench, "sorted", "wrong-set", paths, [], paths)
    _select(bench, "sorted", "wrong-set", [], ["*"], [])
    _select(bench, "sorted", "wrong-set", paths, ["nothing/like/this"], paths)
    _select(bench, "sorted", "wrong-set", paths, ("b", "b", "nothing"), set(paths) - {"b"})


def the_whole_path_matches(bench: Bench) -> None:
    """From the first letter to the last."""
    paths = ["a.py", "a.pyc", "a.pyi", "ba.py", "x/a.py", "a.py/x", "\na.py"]
    _select(bench, "whole", "part-matches", paths, ["a.py"], set(paths) - {"a.py"})
    folders = ["tests/x", "a/tests/x", "tests", "mytests/x", "tests.x"]
    _select(bench, "whole", "part-matches", folders, ["tests/*"], folders[1:])
    _select(bench, "whole", "part-matches", folders, ["tests"], set(folders) - {"tests"})
    _select(bench, "whole", "part-matches", folders, ["tests/"], folders)
    for pattern in ("/tests", " tests ", "tests/x ", "/tests/*"):
        _select(bench, "whole", "part-matches", folders, [pattern], folders)
    ends = ["x.py", "x.pyc", "x.py.txt", "x"]
    _select(bench, "whole", "part-matches", ends, ["*.py"], ends[1:])
    _select(bench, "whole", "part-matches", ends, ["?.py"], ends[1:])


def a_star_stays_in_its_folder(bench: Bench) -> None:
    """`*` stands for any letters but a slash, and for none."""
    paths = ["pkg/x.py", "pkg/sub/x.py", "x.py", "pkg/.py", "pkg/.x.py"]
    code = "star-crosses"
    _select(bench, "star", code, paths, ["pkg/*.py"], ["pkg/sub/x.py", "x.py"])
    _select(bench, "star", code, paths, ["*.py"], set(paths) - {"x.py"})
    _select(bench, "star", code, paths, ["*/x.py"], set(paths) - {"pkg/x.py"})
    _select(bench, "star", code, ["a/b/c", "a/c", "a/bb/c"], ["a/*/c"], ["a/c"])
    _select(bench, "star", code, ["ab", "a/b", "a.b", "b"], ["a*b"], ["a/b", "b"])
    _select(bench, "star", code, ["top", ".env", "d/x", "d/e/x"], ["*"], ["d/x", "d/e/x"])
    odd = ["pkg/a-b c+é~1.py", "pkg/sub/a-b c.py"]
    _select(bench, "star", code, odd, ["pkg/*.py"], odd[1:])
    many = ["aXbYc", "abc", "aXbYcZ", "aXb/c", "acb"]
    _select(bench, "star", code, many, ["a*b*c"], many[2:])
    _select(bench, "star", code, ["abc", "abbc", "ab.bc"], ["ab*bc"], ["abc"])
    _select(bench, "star", code, ["d/e/x.js", "d/x.js", "x.js"], ["*/*/*.js"], ["d/x.js", "x.js"])


def a_question_mark_is_one_letter(bench: Bench) -> None:
    """Not none, not two, not a slash."""
    paths = ["a.py", "ab.py", "abc.py", ".py", "a/.py", "ü.py", "..py", "-.py", " .py"]
    code = "question-wrong"
    _select(bench, "question", code, paths, ["?.py"], ["ab.py", "abc.py", ".py", "a/.py"])
    _select(bench, "question", code, paths, ["??.py"], set(paths) - {"ab.py"})
    _select(bench, "question", code, ["a/b", "axb", "ab", "a?b"], ["a?b"], ["a/b", "ab"])
    mixed = ["v1/x", "v10/x", "v/x", "v1/", "v1/x/y"]
    _select(bench, "question", code, mixed, ["v?/?*"], ["v10/x", "v/x", "v1/", "v1/x/y"])


def two_stars_before_a_slash(bench: Bench) -> None:
    """`**/` stands for zero or more folders."""
    code = "zero-folders"
    tests = ["tests/x.py", "a/tests/x.py", "a/b/tests/x.py", "atests/x.py", "tests.py"]
    _select(bench, "folders", code, tests, ["**/tests/*"], ["atests/x.py", "tests.py"])
    one = ["x.c", "a/x.c", "a/b/x.c", "ax.c", "a/ax.c", "x.cc", "a/x.c/y"]
    _select(bench, "folders", code, one, ["**/x.c"], ["ax.c", "a/ax.c", "x.cc", "a/x.c/y"])
    odd = [".git/x.c", "a/.b/x.c", "my-lib 1.0+é/x.c", "__x__/[y]/x.c", "x.c.d/x.h"]
    _select(bench, "folders", code, odd, ["**/x.c"], odd[-1:])
    _select(bench, "folders", code, ["a/.b/z", "a/my-lib 1.0/z", "a/z/y"], ["a/**/z"], ["a/z/y"])
    nested = ["a/z", "a/b/z", "a/b/c/z", "z", "ab/z", "b/a/z", "a/bz"]
    _select(bench, "folders", code, nested, ["a/**/z"], ["z", "ab/z", "b/a/z", "a/bz"])
    two = ["a/b/c/d", "a/c/d", "b/c/d", "c/d", "c/x/d", "x/c/y/z/d", "cd", "c/xd"]
    _select(bench, "folders", code, two, ["**/c/**/d"], ["cd", "c/xd"])
    logs = ["a.log", "x/b.log", "x/y/c.log", "x/.log", "log", "x/log"]
    _select(bench, "folders", code, logs, ["**/*.log"], ["log", "x/log"])
    _select(bench, "folders", code, ["b", "a/b", "a/c/b"], ["**/?"], [])
    _select(bench, "folders", code, ["a/b", "a/c/b", "a/c/d/b"], ["a/**/**/**/b"], [])


def two_stars_elsewhere(bench: Bench) -> None:
    """At the end, and within a name."""
    code = "double-star"
    paths = ["docs/a", "docs/b/c", "docs", "docsx/a", "x/docs/a", "docs/.d"]
    kept = ["docs", "docsx/a", "x/docs/a"]
    _select(bench, "folders", code, paths, ["docs/**"], kept)
    mixed = ["a.min.js", "x/a.min.js", "xy/z/a.min.js", ".min.js", "a.js", "xmin.js", "x/min.js"]
    _select(bench, "folders", code, mixed, ["**.min.js"], ["a.js", "xmin.js", "x/min.js"])
    native = ["lib/a/b.so", "lib.so", "a.so.1", "li/b.so", "bin/lib.so", "lib/aso", "lib"]
    _select(bench, "folders", code, native, ["lib**.so"], native[2:])
    _select(bench, "folders", code, native, ["lib**"], ["a.so.1", "li/b.so", "bin/lib.so"])
    numbers = ["lib/a/b.so.1", "lib.so.1", "lib/b.so.10", "lib/b.so"]
    _select(bench, "folders", code, numbers, ["lib**.so.?"], numbers[2:])
    _select(bench, "folders", code, ["abc", "abbc", "ab/x/bc"], ["ab**bc"], ["abc"])
    _select(bench, "folders", code, ["a", "a/b", "a/b/c"], ["**"], [])
    _select(bench, "folders", code, ["a", "a/b", "a/b/c", ".x"], ["**/**"], [])
    deep = ["x/cache/a", "cache/a/b", "x/y/cache/a/b", "cache", "xcache/a"]
    _select(bench, "folders", code, deep, ["**/cache/**"], ["cache", "xcache/a"])
    _select(bench, "folders", code, ["a/v1/x", "a/b/v1/x", "v1"], ["a/**v1/x"], ["v1"])


def the_last_rule_wins(bench: Bench) -> None:
    """Out, back in, and out again."""
    paths = ["d/a.txt", "d/keep.txt", "d/keep.log", "top.txt"]
    back = ["d/*", "!d/keep.*"]
    code = "last-rule"
    _select(bench, "last", code, paths, back, paths[1:])
    _select(bench, "last", code, paths, [*back, "**/*.log"], ["d/keep.txt", "top.txt"])
    _select(bench, "last", code, paths, ["!d/keep.*", "d/*"], ["top.txt"])
    _select(bench, "last", code, paths, ["!top.txt"], paths)
    _select(bench, "last", code, paths, ["d/**", "!d/**", "d/a.txt"], paths[1:])
    _select(bench, "last", code, paths, ["d/*", "!d/*", "d/*"], ["top.txt"])
    _select(bench, "last", code, paths, ["!**", "*"], paths[:3])
    _select(bench, "last", code, paths, ["**", "!**/*.txt", "d/a*"], ["d/keep.txt", "top.txt"])
    _select(bench, "last", code, paths, ["**", "!d/?eep.log"], ["d/keep.log"])
    _select(bench, "last", code, ["shop/a", "shop/b/c", "op/a"], ["**", "!shop/*"], ["shop/a"])
    marks = ["a!b", "!c", "ab", "c"]
    _select(bench, "last", code, marks, ["a!b"], ["!c", "ab", "c"])


def letters_are_letters(bench: Bench) -> None:
    """Upper and lower case, and what is special in a regex or in a shell."""
    paths = ["README.md", "readme.md", "Docs/a", "docs/a"]
    _select(bench, "case", "case-ignored", paths, ["readme.md", "Docs/*"], ["README.md", "docs/a"])
    odd = ["a.py", "aXpy", "a[1].py", "a1.py", "b+c.py", "bbc.py", "d(1).py", "d1.py", "e$.py"]
    odd += ["f{2}.py", "ff.py", "g|h", "g", "^i", "i", "j\\k", "jk", "l,m", "~n", "#o", "p q", "é"]
    odd += ["r-s", "[!t].c", "u.c", "v\nw"]
    exact = ["a.py", "b+c.py", "a[1].py", "d(1).py", "e$.py", "f{2}.py", "g|h", "^i", "[!t].c"]
    exact += ["~n", "#o", "p q", "é", "r-s", "v\nw", "j\\k"]
    for name in exact:
        _select(bench, "case", "special-letters", odd, [name], set(odd) - {name})
    classes = ["[ab].py", "a.py", "b.py", "[ab]x.py"]
    _select(bench, "case", "special-letters", classes, ["[ab]*.py"], ["a.py", "b.py"])
    braces = ["x.{js,ts}", "x.js", "x.ts"]
    _select(bench, "case", "special-letters", braces, ["*.{js,ts}"], ["x.js", "x.ts"])


def any_iterable_of_paths(bench: Bench) -> None:
    """A tuple, an iterator, a generator, the keys of a dict: as for a list."""
    paths, rules = ["b.py", "f.py", "d/c.py", "a.txt", "d/e.txt"], ("b.py", "d/*", "!d/c.py")
    first = ask(bench, "select", list(paths), rules, story="a list", requirement="iterable")
    first.answered("iterable")
    for shape, story, once in (
        (tuple, "a tuple", False),
        (dict.fromkeys, "the keys of a dict", False),
        (iter, "an iterator", True),
        (lambda given: (path for path in given), "a generator", True),
    ):
        play = ask(bench, "select", shape(paths), rules, story=story, requirement="iterable")
        play.answered("iterable")
        if not same(play.value, first.value):
            got, wanted = shown(play.value), shown(first.value)
            message = f"The same paths as a list gave {wanted}, and as {story} {got}."
            play.missed("iterable", "read-twice", message, once=once)
            return
    first.met("iterable", "the same for a list, a tuple, an iterator and a dict")


SELECT = Exercise(
    id="select",
    lesson=LESSON,
    ticket=TICKET,
    title="Leave out what need not ship",
    rank="core",
    names=(Required("select", "function", ("paths", "exclude")),),
    contract=(
        "`select(paths, exclude) -> list` gives the paths that stay, sorted; `paths` is any "
        "iterable, and no path comes twice. A pattern matches a whole path, case-sensitive: `*` "
        "and `?` do not cross `/`; `**/` at the start of a segment stands for zero or more "
        "folders, any other `**` crosses (a `**/` inside a segment is not tried); there are no [] "
        "classes. A leading `!` brings a path back, and the last pattern that matches wins."
    ),
    requirements=(
        Requirement("sorted", "Returns the paths that stay as a sorted list.", "a sorted list"),
        Requirement("star", "`*` stays within one folder.", "not across /"),
        Requirement("question", "`?` is exactly one letter, not a /.", "one letter"),
        Requirement("folders", "`**/` is zero or more folders, other `**` crosses.", "across /"),
        Requirement("last", "The last matching pattern wins; `!` brings back.", "as in .gitignore"),
        Requirement("whole", "A pattern matches the whole path.", "from start to end"),
        Requirement("case", "Letters are letters, upper and lower case differ.", "no special ones"),
        Requirement("iterable", "Takes any iterable of paths.", "read once"),
    ),
    hints=("Translate to a regex.", "`fullmatch`.", "Keep a flag, and overwrite it."),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        nothing_to_leave_out,
        the_whole_path_matches,
        a_star_stays_in_its_folder,
        a_question_mark_is_one_letter,
        two_stars_before_a_slash,
        two_stars_elsewhere,
        the_last_rule_wins,
        letters_are_letters,
        any_iterable_of_paths,
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
            "read-twice",
        }
    ),
)
