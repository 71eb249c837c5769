import re


def segment_regex(segment):
    out = ""
    for letter in segment:
        if letter == "*":
            out += "[^/]*"
        elif letter == "?":
            out += "[^/]"
        else:
            out += re.escape(letter)
    return re.compile(out)


def match_from(pattern, i, path, j):
    if i == len(pattern):
        return j == len(path)
    if pattern[i] == "**" and i < len(pattern) - 1:
        return any(match_from(pattern, i + 1, path, k) for k in range(j, len(path)))
    if j == len(path):
        return False
    if "**" in pattern[i]:
        crossing = "/".join(pattern[i:])
        return crosses(crossing, "/".join(path[j:]))
    return bool(segment_regex(pattern[i]).fullmatch(path[j])) and match_from(pattern, i + 1, path, j + 1)


def crosses(pattern, path):
    head, _, tail = pattern.partition("**")
    for end in range(len(path) + 1):
        if segment_regex(head).fullmatch(path[:end]):
            for rest in range(end, len(path) + 1):
                if match_from(tail.split("/"), 0, path[rest:].split("/"), 0):
                    return True
    return False


def select(paths, exclude):
    keep = []
    for path in paths:
        wanted = True
        for pattern in exclude:
            negated = pattern.startswith("!")
            pattern = pattern[1:] if negated else pattern
            if match_from(pattern.split("/"), 0, path.split("/"), 0):
                wanted = negated
        if wanted:
            keep.append(path)
    return sorted(keep)
