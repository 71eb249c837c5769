import re


def rx(p):
    p = (
        re.escape(p)
        .replace(r"\*\*/", "(?:.*/)?")
        .replace(r"\*\*", ".*")
        .replace(r"\*", "[^/]*")
        .replace(r"\?", "[^/]")
    )
    return re.compile(p)


def select(paths, exclude):
    out = []
    for p in paths:
        keep = True
        for e in exclude:
            b = e.startswith("!")
            if rx(e[b:]).fullmatch(p):
                keep = b
        if keep:
            out.append(p)
    return sorted(out)
