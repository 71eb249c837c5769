# expect: star-crosses
# misconception: fnmatch is a path glob
from fnmatch import fnmatch


def select(paths, exclude):
    kept = []
    for path in paths:
        stays = True
        for pattern in exclude:
            if fnmatch(path, pattern.removeprefix("!")):
                stays = pattern.startswith("!")
        if stays:
            kept.append(path)
    return sorted(kept)
