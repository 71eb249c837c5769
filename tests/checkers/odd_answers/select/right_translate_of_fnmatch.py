import re
from fnmatch import fnmatchcase


def one(pattern, name):
    pattern = pattern.replace("[", "[[]")
    return fnmatchcase(name, pattern)


def match(pattern, path):
    if pattern == path:
        return True
    if not pattern:
        return False
    if pattern.startswith("**/"):
        rest = pattern[3:]
        cuts = [0] + [i + 1 for i, letter in enumerate(path) if letter == "/"]
        return any(match(rest, path[cut:]) for cut in cuts)
    head, slash, tail = pattern.partition("/")
    if "**" not in head:
        first, cut, rest = path.partition("/")
        if bool(slash) != bool(cut):
            if not slash:
                return False
            return False
        if not one(head, first):
            return False
        return match(tail, rest) if slash else True
    before, _, after = pattern.partition("**")
    for i in range(len(path) + 1):
        if "/" in path[:i]:
            break
        if not one(before, path[:i]):
            continue
        for j in range(i, len(path) + 1):
            if match(after, path[j:]) or (not after and j == len(path)):
                return True
    return False


def select(paths, exclude):
    verdicts = {path: True for path in paths}
    for pattern in exclude:
        for path in verdicts:
            if match(pattern.removeprefix("!"), path):
                verdicts[path] = pattern[0] == "!"
    return sorted(path for path, stays in verdicts.items() if stays)
