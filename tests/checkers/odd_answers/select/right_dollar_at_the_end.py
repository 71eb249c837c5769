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
    return "^" + out + "$"


def select(paths, exclude):
    kept = []
    for path in paths:
        stays = True
        for pattern in exclude:
            back = pattern.startswith("!")
            if re.match(translate(pattern[1:] if back else pattern), path):
                stays = back
        if stays:
            kept.append(path)
    return sorted(kept)
