# expect: last-rule
# misconception: first match wins
import re


def translate(pattern):
    out, i = "", 0
    while i < len(pattern):
        at_start = i == 0 or pattern[i - 1] == "/"
        if at_start and pattern.startswith("**/", i):
            out += "(?:[^/]+/)*"
            i += 3
        elif pattern.startswith("**", i):
            out += ".*"
            i += 2
        elif pattern[i] == "*":
            out += "[^/]*"
            i += 1
        elif pattern[i] == "?":
            out += "[^/]"
            i += 1
        else:
            out += re.escape(pattern[i])
            i += 1
    return out


def select(paths, exclude):
    rules = [(p.startswith("!"), re.compile(translate(p.removeprefix("!")))) for p in exclude]
    return sorted(p for p in paths if next((back for back, r in rules if r.fullmatch(p)), True))
