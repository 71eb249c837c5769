# expect: star-crosses
# misconception: fnmatch is a path glob
import fnmatch


def select(paths, exclude):
    every = list(paths)
    kept = set(every)
    for pattern in exclude:
        if pattern.startswith("!"):
            kept.update(fnmatch.filter(every, pattern[1:]))
        else:
            kept.difference_update(fnmatch.filter(kept, pattern))
    return sorted(kept)
