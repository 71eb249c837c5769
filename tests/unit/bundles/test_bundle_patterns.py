"""Patterns against a matcher of another kind: letters and folders are eaten one at a time."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_lib.bundles.patterns import compiled, select, unmatched

# A busy machine draws slowly; nothing here depends on the time.
CALM = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
PATHS = st.lists(st.text("ab./", min_size=1, max_size=7), max_size=8, unique=True)
PATTERN = st.text("ab*?/.", min_size=1, max_size=6)


def eats(pattern, path, start=True):
    """Whether `pattern` matches the whole `path`; `start` says that a segment begins here."""
    if not pattern:
        return not path
    if start and pattern.startswith("**/"):
        rest = pattern[3:]
        if eats(rest, path):
            return True
        cut = path.find("/")
        return cut > 0 and eats(pattern, path[cut + 1 :])
    if pattern.startswith("**"):
        # A star that follows is a token of its own; no segment begins behind these two.
        return any(eats(pattern[2:], path[i:], False) for i in range(len(path) + 1))
    if pattern[0] == "*":
        for i in range(len(path) + 1):
            if eats(pattern[1:], path[i:], False):
                return True
            if path[i : i + 1] == "/":
                return False
        return False
    if not path:
        return False
    if pattern[0] == "?":
        return path[0] != "/" and eats(pattern[1:], path[1:], False)
    return path[0] == pattern[0] and eats(pattern[1:], path[1:], pattern[0] == "/")


@CALM
@given(PATTERN, PATHS)
def test_a_pattern_matches_what_the_other_matcher_matches(pattern, paths):
    for path in paths:
        assert bool(compiled(pattern).fullmatch(path)) == eats(pattern, path), (pattern, path)


@CALM
@given(PATHS, st.lists(PATTERN, max_size=4))
def test_the_last_rule_that_matches_decides(paths, patterns):
    rules = [("!" if i % 2 else "") + p for i, p in enumerate(patterns)]
    kept = []
    for path in paths:
        matching = [r for r in rules if eats(r.removeprefix("!"), path)]
        if not matching or matching[-1].startswith("!"):
            kept.append(path)
    assert select(iter(paths), rules) == sorted(kept)


def test_a_pattern_that_matches_nothing_is_named():
    assert unmatched(["a/tests/x", "b"], ["**/test/**", "**/tests/**", "!c"]) == [
        "**/test/**",
        "!c",
    ]
