# expect: star-crosses
# misconception: fnmatch is a path glob
import fnmatch as globs


def select(paths, exclude):
    def stays(path):
        hits = [p for p in exclude if globs.fnmatchcase(path, p[1:] if p[0] == "!" else p)]
        return not hits or hits[-1].startswith("!")

    return sorted(path for path in paths if stays(path))
