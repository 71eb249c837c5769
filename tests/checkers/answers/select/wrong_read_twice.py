# expect: read-twice
# misconception: paths can be read twice
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
    gone = set()
    for pattern in exclude:
        back = pattern.startswith("!")
        for path in paths:
            if re.fullmatch(translate(pattern.removeprefix("!")), path):
                gone.discard(path) if back else gone.add(path)
    return sorted(path for path in paths if path not in gone)
