import re
from functools import lru_cache


@lru_cache(maxsize=None)
def compiled(pattern):
    out, i = [], 0
    while i < len(pattern):
        segment_starts = i == 0 or pattern[i - 1] == "/"
        if segment_starts and pattern.startswith("**/", i):
            out.append(r"(?:.*/)?")
            i += 3
        elif pattern.startswith("**", i):
            out.append(r".*")
            i += 2
        elif pattern[i] == "*":
            out.append(r"[^/]*")
            i += 1
        elif pattern[i] == "?":
            out.append(r"[^/]")
            i += 1
        else:
            out.append(re.escape(pattern[i]))
            i += 1
    return re.compile("".join(out) + r"\Z", re.DOTALL)


def select(paths, exclude):
    def excluded(path):
        for pattern in reversed(exclude):
            keep = pattern[:1] == "!"
            if compiled(pattern[1:] if keep else pattern).match(path):
                return not keep
        return False

    return sorted(path for path in paths if not excluded(path))
