import re


def select(paths, exclude):
    def regex(p):
        p = re.escape(p)
        p = re.sub(r"(?:(?<=/)|^)\\\*\\\*/", "(?:[^/]+/)*", p)
        p = p.replace(r"\*\*", "(?s:.*)")
        p = re.sub(r"(?<!\\)((?:\\\\)*)\\\*", r"\1[^/]*", p)
        return re.sub(r"(?<!\\)((?:\\\\)*)\\\?", r"\1[^/]", p)

    alternatives = "|".join(
        f"(?P<r{i}>{regex(p.removeprefix('!'))})" for i, p in reversed(list(enumerate(exclude)))
    )
    if not alternatives:
        return sorted(paths)
    big = re.compile(f"(?:{alternatives})\\Z")
    kept = []
    for path in paths:
        hit = big.match(path)
        if hit is None or exclude[int(hit.lastgroup[1:])].startswith("!"):
            kept.append(path)
    return sorted(kept)
