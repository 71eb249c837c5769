# expect: zero-folders
# misconception: **/ needs at least one folder
import re


def translate(pattern):
    out, i = "", 0
    while i < len(pattern):
        if pattern.startswith("**", i):
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
    kept = []
    for path in paths:
        stays = True
        for pattern in exclude:
            back = pattern.startswith("!")
            if re.fullmatch(translate(pattern[1:] if back else pattern), path):
                stays = back
        if stays:
            kept.append(path)
    return sorted(kept)
