# expect: star-crosses, special-letters
# misconception: fnmatch is a path glob
import re
from fnmatch import translate as regex_of


def select(paths, exclude):
    rules = [(p.startswith("!"), re.compile(regex_of(p.removeprefix("!")))) for p in exclude]
    kept = []
    for path in paths:
        flags = [back for back, rule in rules if rule.match(path)]
        if not flags or flags[-1]:
            kept.append(path)
    kept.sort()
    return kept
