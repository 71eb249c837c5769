import re


def rx(p):
    p = re.escape(p).replace(r"\*", "*").replace(r"\?", "?")
    p = re.sub(r"(^|/)\*\*/", "\\1\0", p)
    p = re.sub(r"(^|[/\0])\*\*/", "\\1\0", p)
    p = p.replace("**", "\1").replace("*", "[^/]*").replace("?", "[^/]")
    return re.compile(p.replace("\0", "(?:.*/)?").replace("\1", ".*"))


def select(paths, exclude):
    everything = set(paths)
    kept = set(everything)
    for p in exclude:
        if p.startswith("!"):
            kept |= {q for q in everything if rx(p[1:]).fullmatch(q)}
        else:
            kept -= {q for q in kept if rx(p).fullmatch(q)}
    return sorted(kept)
