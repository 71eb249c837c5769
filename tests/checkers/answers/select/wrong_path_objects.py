# expect: part-matches
# misconception: PurePath.match is anchored
from pathlib import PurePath as P


def select(paths, exclude):
    def out(path):
        flag = False
        for pattern in exclude:
            if pattern[:1] == "!":
                flag = flag and not path.match(pattern[1:])
            else:
                flag = flag or path.match(pattern)
        return flag

    return sorted(str(path) for path in map(P, paths) if not out(path))
