# expect: part-matches, star-crosses
# misconception: PurePath.match is anchored
from pathlib import PurePosixPath


def select(paths, exclude):
    kept = []
    for path in paths:
        stays = True
        for pattern in exclude:
            back = pattern.startswith("!")
            if PurePosixPath(path).match(pattern[1:] if back else pattern):
                stays = back
        if stays:
            kept.append(path)
    return sorted(kept)
