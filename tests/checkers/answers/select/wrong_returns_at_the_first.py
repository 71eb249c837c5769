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


def keep(path, exclude):
    for pattern in exclude:
        if pattern.startswith("!"):
            if re.fullmatch(translate(pattern[1:]), path):
                return True
        elif re.fullmatch(translate(pattern), path):
            return False
    return True


def select(paths, exclude):
    return sorted(path for path in paths if keep(path, exclude))
