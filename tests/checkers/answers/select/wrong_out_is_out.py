# expect: last-rule
# misconception: what is out is out
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
    left = list(paths)
    for pattern in exclude:
        if pattern.startswith("!"):
            left += [p for p in left if re.fullmatch(translate(pattern[1:]), p) and p not in left]
        else:
            left = [p for p in left if not re.fullmatch(translate(pattern), p)]
    return sorted(left)
